import { useState } from 'react';
import { type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';

/** A stage with records in it is retired: they stay where they are, or move to another stage. */
export function RetireDialog({
  stage,
  count,
  others,
  onRetire,
  onMove,
  onClose,
}: {
  readonly stage: Option;
  readonly count: number;
  readonly others: readonly Option[];
  readonly onRetire: () => void;
  readonly onMove: (to: Option) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const target = others.find((option) => option.key === to);
  const run = async () => {
    if (!target) return onRetire();
    setBusy(true);
    try {
      await onMove(target);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('retireTitle', { name: text(stage.label) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind={target ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>
            {target ? t('retireMove', { count }) : t('retireOnly')}
          </Button>
        </>
      }
    >
      <p className="asktext">{t('retireText', { name: text(stage.label), count })}</p>
      <Field label={t('retireTo')} hint={t(target ? 'retireMoveHint' : 'retireStayHint')}>
        {(control) => (
          <select className="inp" {...control} value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{t('retireStay')}</option>
            {others.map((option) => (
              <option key={option.key} value={option.key}>
                {text(option.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </Dialog>
  );
}
