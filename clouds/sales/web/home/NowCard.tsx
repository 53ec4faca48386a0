import { Button, Dial, Icon, type Option, paths, Ring, useFormat, useLabel, useTranslation } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { CheckIn } from './CheckIn.tsx';
import { LogLine } from './LogLine.tsx';
import { PutOff } from './PutOff.tsx';
import { type DayAnswer, itemOf } from './types.ts';
import { useDoing } from './use-doing.ts';

/** The one thing to do now, why it is this one, and a line to write down how it went. */
export function NowCard({
  now,
  today,
  stages,
}: {
  readonly now: NonNullable<DayAnswer['now']>;
  readonly today: string;
  readonly stages: readonly Option[];
}) {
  const { t } = useTranslation('sales');
  const label = useLabel();
  const format = useFormat();
  const { busy, finish, mayFinish } = useDoing();
  const item = itemOf(now);
  const { deal, task } = item;
  const { days, last, call } = now;
  const stage = stages.find((one) => one.key === deal?.stage);
  const path = stages.filter((one) => one.category !== 'lost' && one.probability !== 0 && one.active !== false);
  const step = path.findIndex((one) => one.key === deal?.stage) + 1;
  const usual = now.usual;
  const isSlow = days !== null && usual !== null && days > usual;
  const account = deal?.account ?? task?.related.find((one) => one.object === 'account');
  const lastText = [last?.['subject'], last?.['content']].filter((one) => typeof one === 'string' && one).join('：');
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
        {call && (
          <Dial
            label={`${t('home.dial')} ${call.name}`}
            numbers={call.numbers.map((one) => ({ label: label(one.label), number: one.number }))}
          >
            <Icon name="phone" />
            {t('home.dial')}
          </Dial>
        )}
        <CheckIn item={item} kind={call ? 'default' : 'primary'} />
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
          {call && (
            <p>
              {call.name} {call.numbers[0]?.number}
            </p>
          )}
          <p>
            {deal?.amount && (
              <b title={format.money(deal.amount, deal.currency ?? undefined)}>
                {format.moneyFigure(deal.amount, deal.currency ?? undefined).text}
              </b>
            )}{' '}
            {stage && days !== null && (
              <span className={isSlow ? 'w' : undefined}>
                {t('home.inStage', { stage: label(stage.label), count: days })}
                {usual !== null && t('home.usual', { count: usual })}
              </span>
            )}
            {deal?.closeOn && <>{t('home.closeOn', { day: format.day(deal.closeOn) })}</>}
          </p>
        </div>
        {last && (
          <div>
            <h3>
              {t('home.lastTime')} {format.relative(String(last['startAt'] ?? last['createdAt']))}
            </h3>
            <p className="clamp" title={lastText}>
              {lastText}
            </p>
          </div>
        )}
      </div>
      {/* one blue button: the call, where there is a number */}
      <LogLine target={item} primary={!call} />
    </section>
  );
}
