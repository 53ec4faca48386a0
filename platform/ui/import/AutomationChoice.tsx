import { useTranslation } from '../i18n/index.ts';
import type { Automation } from './plan.ts';

const CHOICES: readonly Automation[] = ['all', 'assignment', 'none'];

/** How much of what the company does by itself follows from the rows. */
export function AutomationChoice({ value, onChange }: { readonly value: Automation; readonly onChange: (value: Automation) => void }) {
  const { t } = useTranslation('import');
  return (
    <fieldset>
      <legend>{t('automationTitle')}</legend>
      {CHOICES.map((choice) => (
        <label key={choice} className={choice === value ? 'on' : undefined}>
          <input type="radio" name="automation" checked={choice === value} onChange={() => onChange(choice)} />
          <span>
            <b>{t(`automation_${choice}`)}</b>
            <span className="sub">{t(`automationText_${choice}`)}</span>
          </span>
        </label>
      ))}
      <p className="note">{t('automationAlways')}</p>
    </fieldset>
  );
}
