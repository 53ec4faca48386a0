import { Hours } from '../calendar/Hours.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import type { Shift } from './data.ts';
import '../calendar/calendar.css';

const usual = [{ from: '09:00', to: '18:00' }];
/** Monday to Friday from nine to six, to begin with. */
const start = [usual, usual, usual, usual, usual, [], []];

const kindOf = (shift: Shift) => (shift === null ? 'always' : shift === 'company' ? 'company' : 'own');

/** 班次: at any time, in the company's working time, or in hours of one's own. */
export function ShiftField({
  value,
  problem,
  onChange,
}: {
  readonly value: Shift;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (shift: Shift) => void;
}) {
  const { t } = useTranslation('assignment');
  const of = { always: null, company: 'company', own: start } as const;
  const kind = kindOf(value);
  return (
    <div className="fld">
      <span className="lb">{t('people.shift')}</span>
      <Segmented
        label={t('people.shift')}
        value={kind}
        segments={(['always', 'company', 'own'] as const).map((key) => ({ value: key, label: t(`people.shifts.${key}`) }))}
        onChange={(next) => onChange(of[next])}
      />
      <p className="hint">{t(`people.shiftHints.${kind}`)}</p>
      {kind === 'own' && Array.isArray(value) && (
        <Hours hours={value} problem={(weekday) => problem(`shift[${weekday}]`)} onChange={onChange} />
      )}
    </div>
  );
}
