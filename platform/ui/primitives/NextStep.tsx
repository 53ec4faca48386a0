import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';
import './next-step.css';

/** ↳ what comes next, and when: late is red with the word 逾期, today is blue. The same hook everywhere. */
export function NextStep({ text, on, done = false }: { readonly text: string; readonly on?: string | null; readonly done?: boolean }) {
  const format = useFormat();
  const { t } = useTranslation();
  const days = done ? null : format.daysUntil(on);
  const late = days !== null && days < 0;
  return (
    <span className="nxt">
      <Icon name="next" size={14} />
      <span className="ell" title={text}>
        {text}
      </span>
      {on && (
        <em className={late ? 'late' : days === 0 ? 'today' : undefined}>{late ? t('overdueDays', { count: -days }) : format.day(on)}</em>
      )}
    </span>
  );
}
