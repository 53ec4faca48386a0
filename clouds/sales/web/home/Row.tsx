import { Button, Icon, type IconName, iconOr, paths, useFormat, useLabel, useObject, useTranslation } from '@huanke/platform/ui';
import { TYPE_ICONS } from '@huanke/platform/ui/timeline';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CheckIn, useExpected } from './CheckIn.tsx';
import { LogLine } from './LogLine.tsx';
import { PutOff } from './PutOff.tsx';
import type { NextItem } from './types.ts';
import { useDoing } from './use-doing.ts';

export function Money({ amount, currency }: { readonly amount: string | null | undefined; readonly currency?: string | null | undefined }) {
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
  const text = useLabel();
  const types = useObject('activity').data?.fields.find((field) => field.name === 'type')?.options ?? [];
  const expected = useExpected(item);
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
  const type = types.find(({ key }) => key === task?.type);
  const alone = [type && text(type.label), task?.place].filter(Boolean).join(' · ') || t('home.taskAlone');
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
        <p className="why">{account?.title ?? (deal ? t('home.noAccount') : alone)}</p>
      </div>
      <Money amount={deal?.amount} currency={deal?.currency} />
      <span className="acts">
        <CheckIn item={item} />
        {task
          ? mayFinish && (
              // on the phone one button has room: one arrives first, and finishes afterwards
              <Button
                className={expected ? 'nophone' : undefined}
                busy={busy}
                onClick={() => void finish(task)}
                aria-label={t('home.finishOf', { name })}
              >
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
