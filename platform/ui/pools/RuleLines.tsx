import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { type PoolRule, ruleUnits } from './data.ts';

/** One line for each rule: on or off, how long, in what unit. */
export function RuleLines({ rules, onChange }: { readonly rules: readonly PoolRule[]; readonly onChange: (rule: PoolRule) => void }) {
  const { t } = useTranslation('pools');
  return (
    <div className="poolrules">
      {rules.map((rule) => {
        const name = t(`form.rule.${rule.kind}`);
        return (
          <div key={rule.kind} className="poolrule">
            <Check checked={rule.enabled} label={name} onChange={(on) => onChange({ ...rule, enabled: on })} />
            <input
              className="inp"
              type="number"
              min={1}
              inputMode="numeric"
              aria-label={t('form.amount', { rule: name })}
              disabled={!rule.enabled}
              value={rule.amount || ''}
              onChange={(event) => onChange({ ...rule, amount: Number(event.target.value) })}
            />
            <select
              className="inp"
              aria-label={t('form.unit', { rule: name })}
              disabled={!rule.enabled}
              value={rule.unit}
              onChange={(event) => onChange({ ...rule, unit: event.target.value as PoolRule['unit'] })}
            >
              {ruleUnits.map((unit) => (
                <option key={unit} value={unit}>
                  {t(`form.units.${unit}`)}
                </option>
              ))}
            </select>
          </div>
        );
      })}
    </div>
  );
}
