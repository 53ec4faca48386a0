import {
  Button,
  type Option,
  paths,
  type RecordData,
  Ring,
  useFormat,
  useLabel,
  useRecordItems,
  useTranslation,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { daysBetween } from '../days.ts';
import { LogLine } from './LogLine.tsx';
import type { NextItem } from './plan.ts';
import { PutOff } from './Row.tsx';
import { useDoing } from './use-doing.ts';

interface Event {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly record?: RecordData;
}

/** What is known of the deal behind the card: since when it stands in its stage, and what was last spoken. */
function useFacts(deal: string | undefined, today: string) {
  const format = useFormat();
  const query = useRecordItems<Event>(
    'opportunity',
    deal ?? '',
    'timeline',
    { kinds: 'activity,stage,created', limit: '20' },
    deal !== undefined,
  );
  const events = query.data?.pages[0]?.items ?? [];
  const entered = events.find((event) => event.kind === 'stage' || event.kind === 'created');
  const last = events.find((event) => event.kind === 'activity' && event.record?.['done'] === true);
  return { days: entered ? daysBetween(format.date(entered.at), today) : null, last };
}

/** The one thing to do now, why it is this one, and a line to write down how it went. */
export function NowCard({ item, today, stages }: { readonly item: NextItem; readonly today: string; readonly stages: readonly Option[] }) {
  const { t } = useTranslation('sales');
  const label = useLabel();
  const format = useFormat();
  const { busy, finish, mayFinish } = useDoing();
  const { deal, task } = item;
  const { days, last } = useFacts(deal?.id, today);
  const stage = stages.find((one) => one.key === deal?.stage);
  const path = stages.filter((one) => one.category !== 'lost' && one.probability !== 0 && one.active !== false);
  const step = path.findIndex((one) => one.key === deal?.stage) + 1;
  const usual = stage?.usualDays;
  const isSlow = days !== null && usual !== undefined && days > usual;
  const account = deal?.account ?? task?.related.find((one) => one.object === 'account');
  const lastText = last?.record
    ? [last.record['subject'], last.record['content']].filter((one) => typeof one === 'string' && one).join('：')
    : '';
  return (
    <section className="nowcard" aria-labelledby="home-now">
      <div className="h">
        {deal && step > 0 && <Ring steps={path.length} done={step} size={20} />}
        <span className={item.late > 0 ? 't late' : 't'}>
          {item.late > 0 ? t('home.lateBy', { count: item.late }) : t('home.dueToday')}
        </span>
        <h2 id="home-now">
          <Link to={deal ? paths.record('opportunity', deal.id) : paths.record('activity', task?.id ?? '')}>
            {item.text || deal?.name || '--'}
          </Link>
        </h2>
        <span className="sp" />
        {task && mayFinish && (
          <Button icon="check" busy={busy} onClick={() => void finish(task)}>
            {t('home.finish')}
          </Button>
        )}
        <PutOff item={item} today={today} wide />
      </div>
      <div className="facts">
        <div>
          <h3>{t('home.whyNow')}</h3>
          <p>
            {account && <Link to={paths.record('account', account.id)}>{account.title}</Link>}
            {account && deal && <i className="dot" />}
            {deal && <Link to={paths.record('opportunity', deal.id)}>{deal.name}</Link>}
          </p>
          <p>
            {deal?.amount && (
              <b title={format.money(deal.amount, deal.currency ?? undefined)}>
                {format.moneyFigure(deal.amount, deal.currency ?? undefined).text}
              </b>
            )}{' '}
            {stage && days !== null && (
              <span className={isSlow ? 'w' : undefined}>
                {t('home.inStage', { stage: label(stage.label), count: days })}
                {usual !== undefined && t('home.usual', { count: usual })}
              </span>
            )}
            {deal?.closeOn && <>{t('home.closeOn', { day: format.day(deal.closeOn) })}</>}
          </p>
        </div>
        {last?.record && (
          <div>
            <h3>
              {t('home.lastTime')} {format.relative(last.at)}
            </h3>
            <p className="clamp" title={lastText}>
              {lastText}
            </p>
          </div>
        )}
      </div>
      <LogLine target={item} primary />
    </section>
  );
}
