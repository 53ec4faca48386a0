import { Button, Icon, IconButton, type IconName, iconOr, Menu, paths, useFormat, useTranslation } from '@huanke/platform/ui';
import { TYPE_ICONS } from '@huanke/platform/ui/timeline';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { LogLine } from './LogLine.tsx';
import type { Chill, ColdDeal, NextItem } from './plan.ts';
import { laterDays } from './use-day.ts';
import { useDoing } from './use-doing.ts';

/** 改期: a few days to choose from. */
export function PutOff({ item, today, wide = false }: { readonly item: NextItem; readonly today: string; readonly wide?: boolean }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { putOff, mayPutOff } = useDoing();
  if (!mayPutOff(item)) return null;
  const items = laterDays(today).map(({ key, day }) => ({
    key,
    label: t(`home.later.${key}`),
    hint: format.date(day).slice(5),
    onSelect: () => void putOff(item, day),
  }));
  return (
    <Menu label={t('home.putOffTo')} groups={[{ key: 'days', items }]} align="end">
      {(props) =>
        wide ? (
          <Button {...props} icon="clock">
            {t('home.reschedule')}
          </Button>
        ) : (
          <IconButton {...props} icon="clock" label={t('home.rescheduleOf', { name: item.text })} />
        )
      }
    </Menu>
  );
}

function Money({ amount, currency }: { readonly amount: string | null | undefined; readonly currency?: string | null | undefined }) {
  const format = useFormat();
  if (amount === null || amount === undefined) return <span className="amt" />;
  const figure = format.moneyFigure(amount, currency ?? undefined);
  return (
    <span className="amt" title={figure.title}>
      {figure.text}
    </span>
  );
}

/** One thing of the day: when, what, whose, how much, and one button. */
export function NextRow({ item, today }: { readonly item: NextItem; readonly today: string }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { busy, finish, mayFinish, mayLog } = useDoing();
  const [open, setOpen] = useState(false);
  const { deal, task } = item;
  const icon: IconName = task ? iconOr(TYPE_ICONS[task.type], 'check') : 'next';
  const when =
    item.late > 0
      ? t('home.daysLate', { count: item.late })
      : task?.startAt
        ? format.time(task.startAt)
        : item.late === 0
          ? t('home.today')
          : format.day(item.on);
  const account = deal?.account ?? task?.related.find((one) => one.object === 'account') ?? null;
  const to = deal ? paths.record('opportunity', deal.id) : task ? paths.record('activity', task.id) : '/';
  const name = item.text || t('home.noText');
  return (
    <li className={open ? 'it open' : 'it'}>
      <span className={item.late > 0 ? 'tm late' : 'tm'}>{when}</span>
      <span className="k">
        <Icon name={icon} />
      </span>
      <div className="m">
        <p>
          <Link to={to}>
            {name}
            {deal && (
              <>
                <i className="dot" />
                {deal.name}
              </>
            )}
          </Link>
        </p>
        <p className="why">{account?.title ?? (deal ? t('home.noAccount') : t('home.taskAlone'))}</p>
      </div>
      <Money amount={deal?.amount} currency={deal?.currency} />
      <span className="acts">
        {task
          ? mayFinish && (
              <Button busy={busy} onClick={() => void finish(task)} aria-label={t('home.finishOf', { name })}>
                {t('home.finish')}
              </Button>
            )
          : mayLog && (
              <Button
                aria-expanded={open}
                onClick={() => setOpen(!open)}
                aria-label={t('home.writeOf', { name: `${name} ${deal?.name ?? ''}` })}
              >
                {t('home.write')}
              </Button>
            )}
        <PutOff item={item} today={today} />
      </span>
      {open && <LogLine target={item} autoFocus onDone={() => setOpen(false)} />}
    </li>
  );
}

export function chillText(reason: Chill, t: (key: string, values: Record<string, unknown>) => string): string {
  switch (reason.kind) {
    case 'slow':
      return t('home.chill.slow', { count: reason.days, usual: reason.usual });
    case 'silent':
      return t(reason.atLeast ? 'home.chill.silentOver' : 'home.chill.silent', { count: reason.days });
    case 'overdueClose':
      return t('home.chill.overdueClose', { count: reason.days });
    case 'noStep':
      return t('home.chill.noStep', {});
  }
}

/** A deal that goes cold, with every reason and its number. */
export function ColdRow({ cold, stage }: { readonly cold: ColdDeal; readonly stage: string }) {
  const { t } = useTranslation('sales');
  const { mayLog } = useDoing();
  const [open, setOpen] = useState(false);
  const { deal, reasons } = cold;
  const first = reasons.find((reason) => 'days' in reason);
  return (
    <li className={open ? 'it open' : 'it'}>
      <span className="tm">{first && 'days' in first ? t('home.days', { count: first.days }) : '--'}</span>
      <span className="k">
        <Icon name="clock" />
      </span>
      <div className="m">
        <p>
          <Link to={paths.record('opportunity', deal.id)}>
            {deal.name}
            {deal.account && (
              <>
                <i className="dot" />
                {deal.account.title}
              </>
            )}
          </Link>
        </p>
        <p className="why w">
          {[stage, ...reasons.map((reason) => chillText(reason, (key, values) => t(key, values)))].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Money amount={deal.amount} currency={deal.currency} />
      <span className="acts">
        {mayLog && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)} aria-label={t('home.writeOf', { name: deal.name })}>
            {t('home.write')}
          </Button>
        )}
      </span>
      {open && <LogLine target={{ deal, task: undefined }} autoFocus onDone={() => setOpen(false)} />}
    </li>
  );
}
