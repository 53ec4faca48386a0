import { useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { DayDialog } from './DayDialog.tsx';
import { type CalendarSettings, type CalendarView, type OwnDay, saveCalendar, useCalendar } from './data.ts';
import { Hours } from './Hours.tsx';
import { YearView } from './YearView.tsx';
import './calendar.css';

function Form({ view, onYear }: { readonly view: CalendarView; readonly onYear: (year: number) => void }) {
  const { t } = useTranslation('calendar');
  const stored: CalendarSettings = { hours: view.hours, legal: view.legal, days: view.days };
  const [draft, setDraft] = useState(stored);
  const [picked, setPicked] = useState<string | null>(null);
  const changed = JSON.stringify(draft) !== JSON.stringify(stored);
  const { form, busy, error, onSubmit } = useSubmit(async () => {
    await saveCalendar(draft);
    toast.ok(t('saved'));
  });
  const wrongOf = (weekday: number) => error?.errors.find((one) => one.field.startsWith(`hours[${weekday}]`))?.message;
  const setDay = (day: string, own: OwnDay | null) => {
    const others = draft.days.filter((one) => one.day !== day);
    setDraft({ ...draft, days: own ? [...others, own].sort((a, b) => (a.day < b.day ? -1 : 1)) : others });
    setPicked(null);
  };
  const legal = new Map(view.holidays.map((one) => [one.day, one]));
  const known = view.year >= view.announced.first && view.year <= view.announced.last;
  return (
    <form ref={form} onSubmit={onSubmit} className="wc" noValidate>
      {view.missing !== null && (
        <p className="alert warn" role="status">
          <Icon name="warn" />
          <span>{t('missing', { year: view.missing })}</span>
        </p>
      )}
      <FormProblem error={error} fields={draft.hours.map((_, index) => `hours[${index}]`).filter((_, index) => wrongOf(index))} />
      <section>
        <h2 className="h3">{t('hours')}</h2>
        <p className="note">{t('hoursNote', { zone: view.timeZone })}</p>
        <Hours hours={draft.hours} problem={wrongOf} onChange={(hours) => setDraft({ ...draft, hours })} />
        <Check
          checked={draft.legal === 'china'}
          label={t('legal')}
          onChange={(on) => setDraft({ ...draft, legal: on ? 'china' : 'none' })}
        />
      </section>
      <section>
        <header className="wc-yearhead">
          <h2 className="h3">{t('year', { year: view.year })}</h2>
          <IconButton icon="left" label={t('previous')} onClick={() => onYear(view.year - 1)} />
          <IconButton icon="right" label={t('next')} onClick={() => onYear(view.year + 1)} />
          <span className="note">{draft.legal === 'china' && !known ? t('unknownYear') : t('yearNote')}</span>
        </header>
        <YearView year={view.year} settings={draft} holidays={view.holidays} onPick={setPicked} />
      </section>
      <section>
        <h2 className="h3">{t('days')}</h2>
        {draft.days.length === 0 && <p className="note">{t('noDays')}</p>}
        <ul className="wc-own">
          {draft.days.map(({ day, works, name }) => (
            <li key={day}>
              <button type="button" className="btn link" aria-label={t('edit', { day })} onClick={() => setPicked(day)}>
                <span>{day}</span>
              </button>
              <span>{t(works ? 'works' : 'off')}</span>
              <span className="note">{name}</span>
              <IconButton icon="close" label={t('remove', { day })} onClick={() => setDay(day, null)} />
            </li>
          ))}
        </ul>
        <Button icon="plus" onClick={() => setPicked('')}>
          {t('addDay')}
        </Button>
      </section>
      <footer className="wc-foot">
        <Button kind="primary" type="submit" busy={busy} disabled={!changed}>
          {t('save', { ns: 'common' })}
        </Button>
        <span className="note">{t(changed ? 'unsaved' : 'history')}</span>
      </footer>
      {picked !== null && <DayDialog day={picked} settings={draft} legal={legal} onClose={() => setPicked(null)} onSet={setDay} />}
    </form>
  );
}

/** `/settings/calendar`: hours, holidays and own days of the company. */
export function CalendarPage() {
  const { t } = useTranslation('calendar');
  const [year, setYear] = useState<number>();
  const { data, error, refetch } = useCalendar(year);
  return (
    <SettingsFrame page="calendar" text={t('intro')} wide>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && <Form view={data} onYear={setYear} />}
    </SettingsFrame>
  );
}
