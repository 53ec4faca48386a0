import { type ReactNode, useId } from 'react';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { announce } from '../../primitives/live-region.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { type ChoiceChange, type ChoiceView, type Circle, useChoice } from './data.ts';
import { OwnAccounts } from './OwnAccounts.tsx';
import { PushDevices } from './PushDevices.tsx';
import { saveChoice } from './save-choice.ts';
import './choice.css';

const WAYS = ['bell', 'mail', 'push', 'app'] as const;
const BELL_ONLY = { bell: true, mail: false, push: false, app: false };
const DAYS = [1, 2, 3, 4, 5, 6, 0];

interface PartProps {
  readonly view: ChoiceView;
  readonly save: (change: ChoiceChange) => void;
}

/** A tick with its words. */
function Check({
  checked,
  label,
  onChange,
}: {
  readonly checked: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <label className="set-check">
      <input type="checkbox" className="cb" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="notice-choice" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Kinds down, ways across. */
function Table({ view, save }: PartProps) {
  const { t } = useTranslation('notices');
  const text = useLabel();
  const platforms = view.apps.map((name) => t(`name.${name}`, { ns: 'workApps' })).join(t('choice.and'));
  // a column is there for who can be told by it
  const shown = WAYS.filter((way) => way !== 'app' || view.apps.length > 0);
  const nameOf = (way: (typeof WAYS)[number]) => (way === 'app' ? platforms : t(`choice.${way}`));
  return (
    <table className="set-table notice-choices">
      <thead>
        <tr>
          <th scope="col">{t('choice.kind')}</th>
          {shown.map((way) => (
            <th key={way} scope="col">
              {nameOf(way)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.groups.map(({ key, label }) => {
          const ways = view.choice.ways[key] ?? BELL_ONLY;
          return (
            <tr key={key}>
              <th scope="row">{text(label)}</th>
              {shown.map((way) => (
                <td key={way}>
                  <input
                    type="checkbox"
                    className="cb"
                    aria-label={t('choice.way', { kind: text(label), way: nameOf(way) })}
                    checked={ways[way]}
                    onChange={(event) => save({ ways: { [key]: { ...ways, [way]: event.target.checked } } })}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** At once, or gathered at an hour of a day. */
function MailTimes({ view: { choice }, save }: PartProps) {
  const { t, i18n } = useTranslation('notices');
  // 2026-03-01 was a Sunday
  const dayName = (day: number) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 2, 1 + day));
  return (
    <Section title={t('choice.mailWhen')}>
      <Segmented
        label={t('choice.mailWhen')}
        value={choice.mail}
        segments={(['now', 'daily', 'weekly'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(mail) => save({ mail })}
      />
      {choice.mail !== 'now' && (
        <div className="two">
          {choice.mail === 'weekly' && (
            <Field label={t('choice.day')}>
              {(control) => (
                <select
                  className="inp"
                  {...control}
                  value={choice.digestDay}
                  onChange={(event) => save({ digestDay: Number(event.target.value) })}
                >
                  {DAYS.map((day) => (
                    <option key={day} value={day}>
                      {dayName(day)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          <Field label={t('choice.hour')}>
            {(control) => (
              <select
                className="inp"
                {...control}
                value={choice.digestHour}
                onChange={(event) => save({ digestHour: Number(event.target.value) })}
              >
                {Array.from({ length: 24 }, (_, hour) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: hours are their own names
                  <option key={hour} value={hour}>
                    {`${String(hour).padStart(2, '0')}:00`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
    </Section>
  );
}

function Quiet({ view: { choice }, save, circle }: PartProps & { readonly circle: Circle }) {
  const { t } = useTranslation('notices');
  const { quiet } = choice;
  const zones = [...new Set([...(choice.timeZone ? [choice.timeZone] : []), ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Section title={t('choice.quiet')}>
      <Check
        checked={quiet !== null}
        label={t('choice.quietOn')}
        onChange={(on) => save({ quiet: on ? { from: '22:00', to: '07:00' } : null })}
      />
      {quiet && (
        <>
          <div className="two">
            {(['from', 'to'] as const).map((end) => (
              <Field key={end} label={t(`choice.${end}`)}>
                {(control) => (
                  <input
                    type="time"
                    className="inp"
                    {...control}
                    value={quiet[end]}
                    onChange={(event) => event.target.value && save({ quiet: { ...quiet, [end]: event.target.value } })}
                  />
                )}
              </Field>
            ))}
          </div>
          <p className="hint">{t('choice.quietHint')}</p>
        </>
      )}
      {circle === 'me' && (
        <Field label={t('choice.zone')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={choice.timeZone ?? ''}
              onChange={(event) => save({ timeZone: event.target.value || null })}
            >
              <option value="">{t('choice.companyZone')}</option>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Section>
  );
}

function Following({ view: { choice }, save }: PartProps) {
  const { t } = useTranslation('notices');
  return (
    <Section title={t('choice.follow')}>
      <Check checked={choice.follow.owner} label={t('choice.followOwner')} onChange={(owner) => save({ follow: { owner } })} />
      <Check
        checked={choice.follow.commenter}
        label={t('choice.followCommenter')}
        onChange={(commenter) => save({ follow: { commenter } })}
      />
    </Section>
  );
}

const RESET: ChoiceChange = { ways: null, mail: null, digestHour: null, digestDay: null, quiet: 'company', timeZone: null, follow: null };

/** How one is told, or how people are told by default; every press is saved at once. */
export function ChoiceForm({ circle }: { readonly circle: Circle }) {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = useChoice(circle);
  const save = (change: ChoiceChange) => void saveChoice(circle, change, () => announce(t('choice.saved')));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <div className="set-form">
      {!data.mails && circle === 'me' && (
        <p className="alert">
          <Icon name="info" />
          <span>{t('choice.noMail')}</span>
        </p>
      )}
      <Table view={data} save={save} />
      {circle === 'me' && (
        <Section title={t('push.title')}>
          <PushDevices />
        </Section>
      )}
      {circle === 'me' && <OwnAccounts />}
      <MailTimes view={data} save={save} />
      <Quiet view={data} save={save} circle={circle} />
      <Following view={data} save={save} />
      <Button disabled={Object.keys(data.own).length === 0} onClick={() => save(RESET)}>
        {t(circle === 'me' ? 'choice.reset' : 'choice.resetShipped')}
      </Button>
    </div>
  );
}
