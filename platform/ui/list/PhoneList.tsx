import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { nextStepCell, renderCell } from '../cells/cell.tsx';
import { useFields } from '../cells/fields.ts';
import { type CellTools, isEmpty } from '../cells/text.ts';
import { type FieldMeta, type ObjectMeta, textOf } from '../data/meta.ts';
import { isReference, type RecordData, useRecordCount, useRecordQuery } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { flatten } from '../filter/grammar.ts';
import { conditionsOf } from '../filter/titles.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { BoardBy } from './BoardBy.tsx';
import { fieldsToAsk } from './grid/columns.ts';
import { useCountText } from './ListHead.tsx';
import { boardFields, newConditions } from './state.ts';
import { ListEmpty } from './states.tsx';
import type { ListControl } from './use-list-state.ts';
import { useViewName, ViewSwitcher } from './ViewSwitcher.tsx';
import './phone.css';

const loadSheet = () => import('./PhoneFilters.tsx').then((file) => file.PhoneFilters);
const loadBoard = () => import('../board/Board.tsx').then((file) => file.Board);
const loadSave = () => import('./SaveViewDialog.tsx').then((file) => file.SaveViewDialog);
const PAGE = 30;
const MOST_FACTS = 3;

/** The list on the phone: cards in one column, the same views and filters. */
export function PhoneList({ meta, control }: { readonly meta: ObjectMeta; readonly control: ListControl }) {
  const { t } = useTranslation('list');
  const format = useFormat();
  const countText = useCountText();
  const [sheet, setSheet] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const { state, base, update } = control;
  const viewName = useViewName(meta, control);
  const tools: CellTools = useMemo(() => ({ format, t: (key, values) => t(key, values ?? {}) }), [format, t]);
  const fields = useFields(meta, state.columns);
  const narrowed = { ...(state.filter ? { filter: state.filter } : {}), ...(state.search ? { search: state.search } : {}) };
  const isBoard = state.mode === 'board' && state.boardBy !== undefined;
  const answer = useRecordQuery(
    meta.name,
    { fields: fieldsToAsk(meta, state.columns), ...narrowed, sort: state.sort, limit: PAGE },
    { enabled: !isBoard, live: 'inPlace' },
  );
  const count = useRecordCount(meta.name, narrowed).data;
  const rows = answer.data?.pages.flatMap((page) => page.records) ?? [];
  const changed = flatten(state.filter) ? newConditions(state, base).size : conditionsOf(state.filter).length;

  let body: ReactNode;
  if (isBoard) body = <Lazy load={loadBoard} props={{ meta, control, tools }} small={false} />;
  else if (answer.isPending)
    body = (
      <Delayed>
        <ul className="pcards">
          {['a', 'b', 'c', 'd', 'e'].map((key) => (
            <li key={key} className="pcard">
              <Bone width="60%" height={18} />
              <Bone width="40%" />
              <Bone width="80%" />
            </li>
          ))}
        </ul>
      </Delayed>
    );
  else if (answer.error && rows.length === 0) body = <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  else if (rows.length === 0) body = <ListEmpty meta={meta} control={control} filterText="" />;
  else
    body = (
      <>
        <Cards meta={meta} rows={rows} columns={state.columns.flatMap((name) => fields.get(name) ?? [])} tools={tools} />
        <More hasMore={answer.hasNextPage} busy={answer.isFetchingNextPage} onMore={() => void answer.fetchNextPage()} />
      </>
    );
  return (
    <div className={isBoard ? 'plist onboard' : 'plist'}>
      <PhoneHead title={textOf(meta.plural ?? meta.label, format.language)} />
      <div className="pbar">
        <ViewSwitcher meta={meta} control={control} onRename={() => setRenaming(true)}>
          {(props) => (
            <button {...props} type="button" className="btn">
              <span className="ell">{viewName}</span>
              <Icon name="down" />
            </button>
          )}
        </ViewSwitcher>
        <Button icon="filter" pressed={changed > 0 || state.search !== ''} onClick={() => setSheet(true)} aria-haspopup="dialog">
          {changed > 0 ? t('phone.filtersCount', { count: changed }) : t('phone.filters')}
        </Button>
        <span className="sp" />
        <span className="cnt">{countText(count)}</span>
      </div>
      {boardFields(meta).length > 0 && (
        <div className="pbar">
          <Segmented
            label={t('mode')}
            value={state.mode}
            segments={[
              { value: 'list', label: t('list'), icon: 'list' },
              { value: 'board', label: t('board'), icon: 'board' },
            ]}
            onChange={(mode) => update({ mode }, true)}
          />
          {isBoard && <BoardBy meta={meta} control={control} />}
        </div>
      )}
      {body}
      {sheet && <Lazy load={loadSheet} props={{ meta, control, onClose: () => setSheet(false) }} />}
      {renaming && control.saved && (
        <Lazy
          load={loadSave}
          props={{ meta, state, view: control.saved, onClose: () => setRenaming(false), onSaved: () => setRenaming(false) }}
        />
      )}
    </div>
  );
}

/** Title, who, the figure, a few facts, what comes next. */
function Cards({
  meta,
  rows,
  columns,
  tools,
}: {
  readonly meta: ObjectMeta;
  readonly rows: readonly RecordData[];
  readonly columns: readonly FieldMeta[];
  readonly tools: CellTools;
}) {
  const navigate = useNavigate();
  const of = (test: (field: FieldMeta) => boolean) => columns.find((field) => field.name !== meta.title && test(field));
  const who = of((field) => field.type === 'lookup' && !field.many);
  const figure = of((field) => field.type === 'currency');
  const owner = of((field) => field.type === 'user');
  const hasNext = columns.some((field) => field.name === 'nextStep');
  const taken = new Set([meta.title, who?.name, figure?.name, owner?.name, 'nextStep', 'nextStepOn']);
  const facts = columns.filter((field) => !taken.has(field.name)).slice(0, MOST_FACTS);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: one handler for the links of all cards, which answer keys themselves
    <ul
      className="pcards"
      onClick={(event) => {
        const href = (event.target as Element).closest('a')?.getAttribute('href');
        if (!href?.startsWith('/') || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        void navigate({ to: href });
      }}
    >
      {rows.map((record) => {
        const account = who && record[who.name];
        const person = owner && record[owner.name];
        return (
          <li key={record.id}>
            <a className="pcard" href={paths.record(meta.name, record.id)}>
              <b>{String(record[meta.title] ?? '--')}</b>
              {isReference(account) && (
                <span className="ref sub">
                  <AccountMark name={account.title} size={18} />
                  <span className="ell">{account.title}</span>
                </span>
              )}
              <span className="facts">
                {figure && !isEmpty(record[figure.name]) && <strong>{renderCell(figure, record[figure.name], record, tools)}</strong>}
                {facts
                  .filter((field) => !isEmpty(record[field.name]))
                  .map((field) => (
                    <span key={field.name} className="fact">
                      {field.type === 'phone' || field.type === 'email' || field.type === 'url'
                        ? String(record[field.name])
                        : renderCell(
                            { ...field, type: field.type === 'lookup' ? 'text' : field.type },
                            isReference(record[field.name]) ? (record[field.name] as { title: string }).title : record[field.name],
                            record,
                            tools,
                          )}
                    </span>
                  ))}
                {isReference(person) && (
                  <span className="own" title={person.title}>
                    <Avatar name={person.title} size={24} />
                    <span className="vh">{person.title}</span>
                  </span>
                )}
              </span>
              {hasNext && !(isEmpty(record['nextStep']) && isEmpty(record['nextStepOn'])) && (
                <span className="pnext">{nextStepCell(record, tools)}</span>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** Loads on when its end comes into sight; the button is for those who do not scroll. */
function More({ hasMore, busy, onMore }: { readonly hasMore: boolean; readonly busy: boolean; readonly onMore: () => void }) {
  const { t } = useTranslation('list');
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => {
    if (!busy) onMore();
  });
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore) return;
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: '600px' });
    watch.observe(element);
    return () => watch.disconnect();
  }, [hasMore]);
  return (
    <div ref={end} className="pmore">
      {hasMore ? (
        <Button onClick={onMore} busy={busy}>
          {t('phone.more')}
        </Button>
      ) : (
        <span className="sub">{t('phone.end')}</span>
      )}
    </div>
  );
}
