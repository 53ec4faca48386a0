import { useState } from 'react';
import { ApiError } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { explain } from '../primitives/states.tsx';
import { type Arrangement, definitionOf } from './state.ts';
import { type SavedView, useViewActions } from './views.ts';

interface SaveViewDialogProps {
  readonly meta: ObjectMeta;
  readonly state: Arrangement;
  /** Renames this one instead of saving a new one. */
  readonly view: SavedView | null;
  readonly onClose: () => void;
  readonly onSaved: (view: SavedView) => void;
}

/** Names a view: a new one with what is shown now, or an old one anew. */
export function SaveViewDialog({ meta, state, view, onClose, onSaved }: SaveViewDialogProps) {
  const { t } = useTranslation('list');
  const can = useCan();
  const { create, update } = useViewActions();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(false);
  const [pinned, setPinned] = useState(true);
  const busy = create.isPending || update.isPending;
  const error = create.error ?? update.error;
  const submit = async () => {
    if (!name.trim() || busy) return;
    try {
      onSaved(
        view
          ? await update.mutateAsync({ id: view.id, name: name.trim() })
          : await create.mutateAsync({ object: meta.name, name: name.trim(), shared, pinned, definition: definitionOf(state) }),
      );
    } catch {
      // Shown beside the name.
    }
  };
  const reason = error ? (error instanceof ApiError && error.forField('name')?.message) || explain(error).title : undefined;
  return (
    <Dialog
      title={t(view ? 'rename' : 'newView')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={!name.trim()} onClick={() => void submit()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        className="saveview"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t('viewName')} required error={reason}>
          {(control) => (
            <input
              className="inp"
              {...control}
              data-autofocus=""
              maxLength={60}
              placeholder={t('viewNameHint')}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {!view && (
          <>
            <Check checked={pinned} label={t('viewPinned')} onChange={setPinned} />
            {can('views.share') && <Check checked={shared} label={t('viewShared')} onChange={setShared} />}
          </>
        )}
      </form>
    </Dialog>
  );
}
