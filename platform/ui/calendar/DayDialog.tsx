import { useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { type CalendarSettings, kindOf, type LegalDay, type OwnDay } from './data.ts';

type Choice = 'law' | 'works' | 'off';

/** What the company makes of a day; by law means nothing of its own. */
export function DayDialog({
  day: first,
  settings,
  legal,
  onClose,
  onSet,
}: {
  /** Empty: a day is chosen here. */
  readonly day: string;
  readonly settings: CalendarSettings;
  readonly legal: ReadonlyMap<string, LegalDay>;
  readonly onClose: () => void;
  readonly onSet: (day: string, own: OwnDay | null) => void;
}) {
  const { t } = useTranslation('calendar');
  const [day, setDay] = useState(first);
  const before = settings.days.find((one) => one.day === first);
  const kind = day ? kindOf(day, settings, legal) : 'work';
  const [choice, setChoice] = useState<Choice>(before ? (before.works ? 'works' : 'off') : kind === 'work' ? 'off' : 'works');
  const [name, setName] = useState(before?.name ?? '');
  const choices: readonly (readonly [Choice, string])[] = [
    ['off', t('off')],
    ['works', t('works')],
    ['law', t('byLaw')],
  ];
  return (
    <Dialog
      title={first || t('addDay')}
      onClose={onClose}
      footer={
        <Button kind="primary" type="submit" form="wc-day" disabled={!day}>
          {t('apply')}
        </Button>
      }
    >
      <form
        id="wc-day"
        className="set-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // the page around it is a form, too
          event.stopPropagation();
          if (day) onSet(day, choice === 'law' ? null : { day, works: choice === 'works', name: name.trim() });
        }}
      >
        {!first && (
          <Field label={t('date')} required>
            {(control) => <input className="inp" type="date" {...control} value={day} onChange={(event) => setDay(event.target.value)} />}
          </Field>
        )}
        {day && <p className="sub">{t('dayIs', { kind: t(`kind.${kind}`) })}</p>}
        <fieldset className="set-checks">
          <legend>{t('dayChoice')}</legend>
          {choices.map(([value, label]) => (
            <label key={value} className="checkline">
              <input type="radio" name="choice" checked={choice === value} onChange={() => setChoice(value)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        {choice !== 'law' && (
          <Field label={t('dayName')} hint={t('dayNameHint')}>
            {(control) => (
              <input className="inp" maxLength={50} {...control} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  );
}
