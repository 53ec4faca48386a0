import { api, apiUrl } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag, type Tone } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Handover, type Person, useHandovers, userPath } from './people.ts';

const tones: Readonly<Record<Handover['status'], Tone>> = { scheduled: 'info', running: 'warn', done: 'ok', cancelled: 'neutral' };
const along = ['views', 'reports', 'departments', 'imports', 'teams', 'groups', 'pools', 'requests', 'rules'] as const;
const isAlong = (name: string): name is (typeof along)[number] => along.some((one) => one === name);

/** What one handover has moved, what stayed, and the file that tells it record by record. */
function Report({ person, handover }: { readonly person: Person; readonly handover: Handover }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data;
  const nameOf = (name: string) =>
    isAlong(name) ? t(`users.along.${name}`) : text(objects?.find((one) => one.name === name)?.label) || name;
  const path = userPath(person.id, `handovers/${handover.id}`);
  const cancel = () =>
    api
      .post(`${path}/cancel`)
      .then(() => queryClient.invalidateQueries({ queryKey: ['handovers', person.id] }))
      .catch(toast.error);
  const moved = Object.entries(handover.counts).map(([name, count]) => `${nameOf(name)} ${format.number(count)}`);
  const stayed = handover.left.map((one) => `${nameOf(one.object)} ${format.number(one.skipped + one.failed)}`);
  const hasFile = handover.status !== 'scheduled' && handover.status !== 'cancelled';
  return (
    <li className="ho-item">
      <div className="ho-line">
        <Tag tone={tones[handover.status]} small>
          {t(`users.handoverStatus.${handover.status}`)}
        </Tag>
        <time dateTime={handover.effectiveAt}>{format.dateTime(handover.effectiveAt)}</time>
        <span className="sp" />
        {handover.status === 'scheduled' && (
          <Button size="sm" onClick={() => void cancel()}>
            {t('users.cancelHandover')}
          </Button>
        )}
        {hasFile && (
          <a className="btn sm" href={apiUrl(`${path}/results.csv`)} download>
            <Icon name="download" />
            <span>{t('users.handoverFile')}</span>
          </a>
        )}
      </div>
      {moved.length > 0 && <p className="note">{t('users.handoverMoved', { what: moved.join(t('users.and')) })}</p>}
      {stayed.length > 0 && <p className="note ho-left">{t('users.handoverStayed', { what: stayed.join(t('users.and')) })}</p>}
      {handover.problem && <p className="note ho-left">{handover.problem}</p>}
    </li>
  );
}

/** Handovers of somebody so far, planned ones included. */
export function HandoverReports({ person }: { readonly person: Person }) {
  const { t } = useTranslation('settings');
  const handovers = useHandovers(person.id).data ?? [];
  if (handovers.length === 0) return null;
  return (
    <section>
      <h3 className="h3">{t('users.handovers')}</h3>
      <ul className="ho-list">
        {handovers.map((handover) => (
          <Report key={handover.id} person={person} handover={handover} />
        ))}
      </ul>
    </section>
  );
}
