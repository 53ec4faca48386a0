import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { useRoles } from '../settings/people.ts';
import { type ExportRules, exportsChanged } from './data.ts';

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** Approvals, daily limit and watermark, for who manages the settings. */
export function RulesForm({ rules }: { readonly rules: ExportRules }) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const roles = (useRoles().data ?? []).filter((role) => role.key !== 'portal' && role.key !== 'readOnly');
  const [above, setAbove] = useState(rules.approveAbove === null ? '' : String(rules.approveAbove));
  const [daily, setDaily] = useState(rules.dailyRows === null ? '' : String(rules.dailyRows));
  const [personal, setPersonal] = useState(rules.approvePersonal);
  const [watermark, setWatermark] = useState(rules.watermark);
  const [approvers, setApprovers] = useState(rules.approvers);
  const { busy, error, onSubmit, problem } = useSubmit(async () => {
    const next = { approveAbove: numberOf(above), dailyRows: numberOf(daily), approvePersonal: personal, watermark, approvers };
    await api.put('/exports/rules', next);
    await exportsChanged();
    toast.ok(t('x.saved'));
  });
  const amount = (name: 'approveAbove' | 'dailyRows', value: string, set: (value: string) => void) => (
    <Field label={t(`x.${name}`)} hint={t(`x.${name}Hint`)} error={problem(name)}>
      {(control) => (
        <input className="inp" type="number" min={0} step={1} {...control} value={value} onChange={(event) => set(event.target.value)} />
      )}
    </Field>
  );
  const check = (label: string, note: string, value: boolean, set: (value: boolean) => void) => (
    <Check checked={value} label={label} note={note} onChange={set} />
  );
  return (
    <form className="xr-rules" onSubmit={onSubmit}>
      <FormProblem error={error} fields={['approveAbove', 'dailyRows', 'approvers']} />
      {amount('approveAbove', above, setAbove)}
      {check(t('x.approvePersonal'), t('x.approvePersonalNote'), personal, setPersonal)}
      <fieldset className="set-checks">
        <legend className="h3">{t('x.approvers')}</legend>
        <p className="note">{t('x.approversNote')}</p>
        {roles.map((role) => (
          <Check
            key={role.key}
            checked={approvers.includes(role.key)}
            label={text(role.name)}
            onChange={(on) => setApprovers(on ? [...approvers, role.key] : approvers.filter((one) => one !== role.key))}
          />
        ))}
      </fieldset>
      {amount('dailyRows', daily, setDaily)}
      {check(t('x.watermark'), t('x.watermarkNote'), watermark, setWatermark)}
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {t('save', { ns: 'common' })}
        </Button>
      </div>
    </form>
  );
}
