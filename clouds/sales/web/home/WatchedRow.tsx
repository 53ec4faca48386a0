import { Button, Icon, paths, useLabel, useTranslation } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { stagesOf } from '../figures.ts';
import { LogLine } from './LogLine.tsx';
import { PutOffClose } from './PutOff.tsx';
import { Money } from './Row.tsx';
import { dealOf, type Reason, type WatchedLine } from './types.ts';
import { useDoing } from './use-doing.ts';

function reasonText(reason: Reason, t: (key: string, values: Record<string, unknown>) => string): string {
  if (reason.kind === 'noStep') return t('home.chill.noStep', {});
  if (reason.kind === 'slow') return t('home.chill.slow', { count: reason.days, usual: reason.usual });
  return t(`home.chill.${reason.kind}`, { count: reason.days });
}

/** A deal that goes cold or is to close this week, with every reason and its number. */
export function WatchedRow({
  line,
  stages,
  today,
}: {
  readonly line: WatchedLine;
  readonly stages: ReturnType<typeof stagesOf>;
  readonly today: string;
}) {
  const { t } = useTranslation('sales');
  const label = useLabel();
  const { mayLog } = useDoing();
  const [open, setOpen] = useState(false);
  const { reasons } = line;
  const deal = dealOf(line.deal);
  const stage = stages.find((one) => one.key === deal.stage);
  const [first] = reasons.flatMap((reason) => ('days' in reason ? [reason.days] : []));
  const soon = reasons.some(({ kind }) => kind === 'closesIn');
  const movable = soon || reasons.some(({ kind }) => kind === 'overdueClose');
  const why = [stage ? label(stage.label) : '', ...reasons.map((reason) => reasonText(reason, (key, values) => t(key, values)))];
  return (
    <li className={open ? 'it open' : 'it'}>
      <span className="tm">{first === undefined ? '--' : soon && first === 0 ? t('home.today') : t('home.days', { count: first })}</span>
      <span className="k">
        <Icon name={soon ? 'flag' : 'clock'} />
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
        <p className={soon ? 'why' : 'why w'}>{why.filter(Boolean).join(' · ')}</p>
      </div>
      <Money amount={deal.amount} currency={deal.currency} />
      <span className="acts">
        {mayLog && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)} aria-label={t('home.writeOf', { name: deal.name })}>
            {t('home.write')}
          </Button>
        )}
        {movable && <PutOffClose deal={deal} today={today} />}
      </span>
      {open && <LogLine target={{ deal }} autoFocus onDone={() => setOpen(false)} />}
    </li>
  );
}
