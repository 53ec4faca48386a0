import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import type { StoredType } from './record-type.ts';

/** A type in use goes only when another one takes its records. */
export function ReplaceDialog({
  meta,
  types,
  type,
  count,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly types: readonly StoredType[];
  readonly type: StoredType;
  readonly count: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const others = types.filter((one) => one.name !== type.name && one.definition.active);
  const [to, setTo] = useState(others[0]?.name ?? '');
  const [busy, setBusy] = useState(false);
  const name = text(type.definition.label);
  const run = async () => {
    setBusy(true);
    try {
      await api.post(`/meta/objects/${meta.name}/recordTypes/${type.name}/replace`, { to });
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
      toast.ok(t('type.replacing', { count, name }));
      onClose();
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('type.replaceTitle', { count })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          {others.length > 0 && (
            <Button kind="danger" busy={busy} onClick={() => void run()}>
              {t('type.replace')}
            </Button>
          )}
        </>
      }
    >
      <p className="asktext">{t('type.replaceText', { name, count })}</p>
      {others.length === 0 ? (
        <p className="note">{t('type.noOther')}</p>
      ) : (
        <Field label={t('type.replaceTo')}>
          {(control) => (
            <select className="inp" {...control} value={to} onChange={(event) => setTo(event.target.value)}>
              {others.map((one) => (
                <option key={one.name} value={one.name}>
                  {text(one.definition.label)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Dialog>
  );
}
