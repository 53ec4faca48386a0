import { Button, Icon, listLink, paths, useFormat, useTranslation } from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { LogLine } from './LogLine.tsx';
import { type LeadsAnswer, leadOf, type WaitingLead } from './types.ts';
import { useDoing } from './use-doing.ts';

function LeadRow({ lead, today }: { readonly lead: WaitingLead; readonly today: string }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { mayLog } = useDoing();
  const [open, setOpen] = useState(false);
  const day = lead.dueAt ? format.date(lead.dueAt) : '';
  const time = lead.dueAt ? format.time(lead.dueAt) : '';
  const isLate = lead.dueAt !== null && lead.dueAt < new Date().toISOString();
  return (
    <li className={open ? 'it open' : 'it'}>
      <span className={isLate ? 'tm late' : 'tm'}>{isLate ? t('home.overdue') : day === today ? time : format.day(day)}</span>
      <span className="k">
        <Icon name="lead" />
      </span>
      <div className="m">
        <p>
          <Link to={paths.record('lead', lead.id)}>
            {lead.name}
            {lead.company && lead.company !== lead.name && (
              <>
                <i className="dot" />
                {lead.company}
              </>
            )}
          </Link>
        </p>
        <p className={isLate ? 'why w' : 'why'}>
          {lead.dueAt &&
            (isLate
              ? t('home.answerLate', { at: format.relative(lead.dueAt) })
              : t('home.answerBy', { time: day === today ? time : `${format.day(day)} ${time}` }))}
        </p>
      </div>
      <span className="amt" />
      <span className="acts">
        {mayLog && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)} aria-label={t('home.writeOf', { name: lead.name })}>
            {t('home.write')}
          </Button>
        )}
      </span>
      {open && <LogLine target={{ lead }} autoFocus onDone={() => setOpen(false)} />}
    </li>
  );
}

/** Leads whose clock runs: who answers first wins. */
export function LeadRows() {
  const { t } = useTranslation('sales');
  const { data, today } = useHomeSection<LeadsAnswer>('sales.leads');
  if (!data || data.records.length === 0) return null;
  return (
    <section aria-label={t('home.leads')}>
      <div className="sec">
        <h2>{t('home.leads')}</h2>
        {data.count > data.records.length ? (
          <Link {...listLink('lead', { filter: data.filter })}>{t('board.showAll', { count: data.count })}</Link>
        ) : (
          <span className="note n">{data.count}</span>
        )}
        <span className="note">{t('home.leadsNote')}</span>
      </div>
      <ul>
        {data.records.map((record) => (
          <LeadRow key={record.id} lead={leadOf(record)} today={today} />
        ))}
      </ul>
    </section>
  );
}
