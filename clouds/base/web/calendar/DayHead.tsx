import { useFormat } from '@huanke/platform/ui';

/** The weekday and date above a column. */
export function DayHead({ day, today, onPick }: { readonly day: string; readonly today: string; readonly onPick: () => void }) {
  const { language } = useFormat();
  const at = new Date(`${day}T12:00:00Z`);
  const weekday = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', { weekday: 'short', timeZone: 'UTC' }).format(at);
  return (
    <button
      type="button"
      className={day === today ? 'cal-dayhead today' : 'cal-dayhead'}
      onClick={onPick}
      aria-current={day === today ? 'date' : undefined}
    >
      <span>{weekday}</span>
      <b>{Number(day.slice(8))}</b>
    </button>
  );
}
