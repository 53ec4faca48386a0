import { useEffect, useEffectEvent, useRef } from 'react';
import { stageProgress } from '../cells/stage.ts';
import type { CellTools } from '../cells/text.ts';
import { type FieldMeta, type ObjectMeta, type Option, textOf } from '../data/meta.ts';
import { type Filter, type RecordData, type SortKey, useRecordQuery } from '../data/records.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { Bone } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Card } from './Card.tsx';
import { type BoardColumnDef, type CardFields, type ColumnFigures, columnFilter, gateOf } from './columns.ts';

export interface BoardColumnProps {
  readonly meta: ObjectMeta;
  readonly by: FieldMeta;
  readonly column: BoardColumnDef;
  readonly fields: CardFields;
  readonly figures: ColumnFigures | undefined;
  readonly filter: Filter | undefined;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly tools: CellTools;
  /** Records on their way here, shown before the server has confirmed. */
  readonly arriving: readonly RecordData[];
  /** Ids on their way elsewhere. */
  readonly leaving: ReadonlySet<string>;
  /** The record that is dragged, and whether it hangs over this column. */
  readonly dragged: RecordData | null;
  readonly over: boolean;
  /** The stage as the dragged record meets it; null: it may not come here. */
  readonly target: Option | null | undefined;
  readonly active: string | null;
  readonly onRecords: (key: string | null, records: readonly RecordData[]) => void;
}

const PAGE = 20;
const RING_COLORS = { open: 'var(--c-brand)', won: 'var(--c-ok-mark)', lost: 'var(--c-bad-mark)', hold: 'var(--k-ghost)' } as const;

/** One column: name, count, sum; its cards, loaded on as one scrolls; what a dragged record still lacks to come here. */
export function BoardColumn(props: BoardColumnProps) {
  const { meta, by, column, fields, figures, filter, search, sort, tools, arriving, leaving, dragged, over, target, active, onRecords } =
    props;
  const { format } = tools;
  const t = (key: string, values: Record<string, unknown> = {}) => tools.t(key, { ns: 'board', ...values });
  const narrowed = columnFilter(filter, by.name, column.key);
  const answer = useRecordQuery(meta.name, {
    fields: fields.ask,
    ...(narrowed ? { filter: narrowed } : {}),
    ...(search ? { search } : {}),
    sort,
    limit: PAGE,
  });
  const own = answer.data?.pages.flatMap((page) => page.records) ?? [];
  const staying = own.filter((record) => !leaving.has(record.id) && !arriving.some((other) => other.id === record.id));
  const records = [...arriving, ...staying];
  const tell = useEffectEvent(() => onRecords(column.key, records));
  const signature = records.map((record) => `${record.id}:${record.version}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the records, which are new on every render
  useEffect(() => {
    tell();
  }, [signature]);

  const label = column.option ? textOf(column.option.label, format.language) : t('none');
  const progress = by.type === 'stage' ? stageProgress(by, column.key) : null;
  const sum = figures?.sum === null || figures?.sum === undefined ? null : format.moneyFigure(figures.sum as string);
  const id = `col-${column.key ?? 'none'}`;
  return (
    <section
      className={`cl${over ? ' over' : ''}${dragged && target === null ? ' closed' : ''}`}
      aria-labelledby={id}
      data-column={column.key ?? ''}
    >
      <header>
        <div className="ch">
          {progress && <Ring steps={progress.steps} done={progress.done} color={RING_COLORS[progress.tone]} />}
          <h2 id={id} className="ell">
            {label}
          </h2>
          <span className="c">{figures ? format.number(figures.count) : answer.isPending ? '' : '0'}</span>
          {sum && (
            <span className="s" title={sum.title}>
              {sum.text}
            </span>
          )}
        </div>
        <div className="cs">{column.option?.usualDays !== undefined && <span>{t('usual', { count: column.option.usualDays })}</span>}</div>
      </header>
      {dragged && over && <DropZone meta={meta} target={target} record={dragged} label={label} t={t} language={format.language} />}
      <ul className="cards">
        {records.map((record) => (
          <li key={record.id} data-card={record.id} className={dragged?.id === record.id ? 'away' : undefined}>
            <Card meta={meta} record={record} option={column.option} fields={fields} tools={tools} active={active === record.id} />
          </li>
        ))}
        {answer.isPending &&
          ['a', 'b', 'c'].map((key) => (
            <li key={key} className="kc" aria-hidden="true">
              <Bone width="70%" />
              <Bone width="45%" />
            </li>
          ))}
      </ul>
      {answer.error && own.length === 0 && <ErrorState small error={answer.error} onRetry={() => void answer.refetch()} />}
      {!answer.isPending && !answer.error && records.length === 0 && !over && <p className="nocards">{t('empty')}</p>}
      {answer.hasNextPage && <MoreCards busy={answer.isFetchingNextPage} onMore={() => void answer.fetchNextPage()} label={t('more')} />}
    </section>
  );
}

function DropZone({
  meta,
  target,
  record,
  label,
  t,
  language,
}: {
  readonly meta: ObjectMeta;
  readonly target: Option | null | undefined;
  readonly record: RecordData;
  readonly label: string;
  readonly t: (key: string, values?: Record<string, unknown>) => string;
  readonly language: 'zh-CN' | 'en';
}) {
  if (target === null)
    return (
      <div className="drop no">
        <p>
          <Icon name="lock" size={14} />
          {t('closed', { target: label })}
        </p>
      </div>
    );
  const { ready, missing } = gateOf(meta, target ?? null, record);
  const names = (list: typeof ready) => list.map((field) => textOf(field.label, language)).join(t('separator'));
  return (
    <div className="drop">
      <b>{t('dropOn', { target: label })}</b>
      {ready.length > 0 && (
        <p className="k">
          <Icon name="check" size={14} />
          {t('ready', { fields: names(ready) })}
        </p>
      )}
      {missing.length > 0 && (
        <p>
          <Icon name="warn" size={14} />
          {t('missing', { fields: names(missing) })}
        </p>
      )}
    </div>
  );
}

function MoreCards({ busy, onMore, label }: { readonly busy: boolean; readonly onMore: () => void; readonly label: string }) {
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => {
    if (!busy) onMore();
  });
  useEffect(() => {
    const element = end.current;
    if (!element) return;
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: '300px' });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={end} className="morec">
      <Button size="sm" kind="link" onClick={onMore} busy={busy}>
        {label}
      </Button>
    </div>
  );
}
