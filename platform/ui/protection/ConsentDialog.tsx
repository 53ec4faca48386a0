import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type ConsentList, consentsChanged, personPath } from './data.ts';

/** Writes down that the person has agreed: to what, by what way, with what to show for it. */
export function ConsentDialog({
  object,
  id,
  list,
  onClose,
}: {
  readonly object: string;
  readonly id: string;
  readonly list: ConsentList;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('protection');
  const held = new Set(list.items.filter((one) => !one.withdrawnAt).map((one) => one.purpose));
  const open = list.purposes.filter((one) => !held.has(one));
  const [purpose, setPurpose] = useState(open[0] ?? '');
  const [source, setSource] = useState(list.sources[0] ?? '');
  const [evidence, setEvidence] = useState('');
  const { busy, error, run, problem } = useSubmit(async () => {
    await api.post(personPath(object, id, 'consents'), { purpose, source, evidence });
    await consentsChanged(id);
    onClose();
  });
  const choice = (key: 'purpose' | 'source', value: string, all: readonly string[], set: (value: string) => void) => (
    <Field label={t(key === 'purpose' ? 'purposeLabel' : 'sourceLabel')} required error={problem(key)}>
      {(control) => (
        <select className="inp" {...control} value={value} onChange={(event) => set(event.target.value)}>
          {all.map((one) => (
            <option key={one} value={one}>
              {t(`${key}.${one}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <Dialog
      title={t('addTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={purpose === ''} onClick={run}>
            {t('add')}
          </Button>
        </>
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={['purpose', 'source', 'evidence']} />
        {choice('purpose', purpose, open, setPurpose)}
        {choice('source', source, list.sources, setSource)}
        <Field label={t('evidence')} hint={t('evidenceHelp')} error={problem('evidence')}>
          {(control) => (
            <textarea
              className="inp"
              rows={3}
              maxLength={1000}
              {...control}
              value={evidence}
              onChange={(event) => setEvidence(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
