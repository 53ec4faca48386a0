import type { ReactNode } from 'react';
import { ApiError } from '../data/api.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import './panels.css';

/** What a frame needs of a query. */
interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

/**
 * A part of a record's page with a heading. It waits, fails and is tried again by itself; whoever may not read it does not see it.
 *
 * @param children what it shows; null takes the whole part away
 */
export function PanelFrame<T>({
  label,
  query,
  tools,
  children,
}: {
  readonly label: string;
  readonly query: Asked<T>;
  /** Beside the heading, once the data are there. */
  readonly tools?: (data: T) => ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = query;
  if (data === undefined && error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
  const content = data === undefined ? null : children(data);
  if (data !== undefined && content === null) return null;
  return (
    <section className="pnl" aria-label={label}>
      <h2>
        {label}
        <span className="sp" />
        {data !== undefined && tools?.(data)}
      </h2>
      {data !== undefined ? content : error ? <ErrorState error={error} small onRetry={() => void refetch()} /> : <Skeleton lines={2} />}
    </section>
  );
}
