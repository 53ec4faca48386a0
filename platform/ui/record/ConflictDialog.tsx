import { useState } from 'react';
import { useLabel } from '../data/meta.ts';
import { isReference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { usePlain } from '../form/plain.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { toast } from '../primitives/Toast.tsx';
import type { Conflict } from './conflict.ts';

/** Two people at once: both values, one choice per field. */
export function ConflictDialog({
  conflict,
  onResolve,
  onClose,
}: {
  readonly conflict: Conflict;
  readonly onResolve: (kept: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const plain = usePlain();
  const format = useFormat();
  const [mine, setMine] = useState<Readonly<Record<string, boolean>>>({});
  const [busy, setBusy] = useState(false);
  const { fresh, clashes, changes } = conflict;
  const who = isReference(fresh['updatedBy']) ? fresh['updatedBy'].title : '';
  const clashing = new Set(clashes.map((clash) => clash.field.name));
  const confirm = async () => {
    setBusy(true);
    try {
      await onResolve(Object.fromEntries(Object.entries(changes).filter(([name]) => !clashing.has(name) || mine[name] === true)));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('conflict.title')}
      width={560}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={() => void confirm()}>
            {t('conflict.save')}
          </Button>
        </>
      }
    >
      <p>{t('conflict.text', { who: who || t('somebody'), when: format.relative(fresh['updatedAt'] as string) })}</p>
      {clashes.map(({ field, theirs, mine: own, by, at }) => (
        <fieldset key={field.name} className="clash">
          <legend>
            {text(field.label)}
            {at && <span className="sub"> {t('conflict.by', { who: by?.title || t('somebody'), when: format.relative(at) })}</span>}
          </legend>
          {([false, true] as const).map((isMine) => (
            <label key={String(isMine)}>
              <input
                type="radio"
                name={`clash-${field.name}`}
                checked={(mine[field.name] ?? false) === isMine}
                onChange={() => setMine({ ...mine, [field.name]: isMine })}
              />
              <span>{t(isMine ? 'conflict.mine' : 'conflict.theirs')}</span>
              <b>{plain(field, isMine ? own : theirs, fresh)}</b>
            </label>
          ))}
        </fieldset>
      ))}
    </Dialog>
  );
}
