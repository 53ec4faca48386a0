import { Button, EmptyState, ErrorState, PhoneHead, Skeleton, Tag, useFormat, useLabel, usePageTitle, usePhone } from '@huanke/platform/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fill } from '../fill.ts';
import { DispatchForm } from './DispatchForm.tsx';
import { type Run, useRuns } from './data.ts';
import { texts } from './texts.ts';
import './dispatch.css';

export const tones = { solving: 'info', draft: 'warn', applied: 'ok', discarded: 'neutral', failed: 'bad' } as const;

/** 智能派单: plans there were, and a new one. */
export function DispatchPage() {
  const text = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const { data: runs, error, refetch } = useRuns();
  const [making, setMaking] = useState(false);
  usePageTitle(text(texts.page));
  return (
    <div className="dispatch">
      {phone && <PhoneHead title={text(texts.page)} />}
      <header>
        {!phone && <h1>{text(texts.page)}</h1>}
        <Button kind="primary" icon="plus" onClick={() => setMaking(true)}>
          {text(texts.create)}
        </Button>
      </header>
      <p className="note">{text(texts.intro)}</p>
      {error && !runs && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!runs && !error && <Skeleton lines={5} />}
      {runs?.length === 0 && <EmptyState icon="flow" title={text(texts.none)} text={text(texts.noneText)} />}
      {runs && runs.length > 0 && (
        <ul className="runs" aria-label={text(texts.runs)}>
          {runs.map((run) => (
            <RunLine key={run.id} run={run} />
          ))}
        </ul>
      )}
      {making && <DispatchForm onClose={() => setMaking(false)} onMade={(id) => void navigate({ to: `/dispatch/${id}` })} />}
    </div>
  );
}

function RunLine({ run }: { readonly run: Run }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <li className="card">
      <Link to={`/dispatch/${run.id}`}>
        <b>{format.dateTime(run.createdAt)}</b>
        <span className="note">{run.result ? fill(text(texts.summary), { ...run.result }) : ''}</span>
        <Tag small tone={tones[run.status]}>
          {text(texts.status[run.status])}
        </Tag>
      </Link>
    </li>
  );
}
