import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorArea, ErrorState } from '../primitives/states.tsx';
import { type DataColumn, type DataRow, DataTable } from './DataTable.tsx';
import './charts.css';

/** What a card needs of a query. */
interface State {
  readonly data: unknown;
  readonly error: unknown;
  readonly isPlaceholderData?: boolean;
  readonly refetch: () => unknown;
}

interface Table {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
}

interface ChartCardProps {
  /** The question the card answers. */
  readonly title: string;
  readonly note?: string | undefined;
  readonly state: State;
  readonly isEmpty: boolean;
  readonly empty?: string;
  readonly table: () => Table;
  readonly tools?: ReactNode;
  readonly height?: number;
  readonly className?: string;
  readonly children: ReactNode;
}

/** One question with its answer as picture or table; it loads, fails and is empty by itself. */
export function ChartCard({ title, note, state, isEmpty, empty, table, tools, height = 232, className, children }: ChartCardProps) {
  const { t } = useTranslation('charts');
  const id = useId();
  const [plain, setPlain] = useState(false);
  const ready = state.data !== undefined;
  return (
    <section
      className={`card kcard${className ? ` ${className}` : ''}`}
      aria-labelledby={id}
      aria-busy={state.isPlaceholderData || undefined}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {note && <span className="note">{note}</span>}
        <span className="sp" />
        {tools}
        {ready && !isEmpty && (
          <IconButton icon="table" label={t(plain ? 'asChart' : 'asTable')} aria-pressed={plain} onClick={() => setPlain(!plain)} />
        )}
      </header>
      <div className="in" style={{ minHeight: height }}>
        {ready ? (
          isEmpty ? (
            <EmptyState small heading="h3" title={empty ?? t('empty')} />
          ) : (
            <ErrorArea small>{plain ? <DataTable caption={title} {...table()} /> : children}</ErrorArea>
          )
        ) : state.error ? (
          <ErrorState small error={state.error} onRetry={() => void state.refetch()} />
        ) : (
          <Delayed>
            <Bone height={height - 12} />
          </Delayed>
        )}
      </div>
    </section>
  );
}
