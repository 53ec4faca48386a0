import { useMemo } from 'react';
import { type CellTools, cellText } from '../../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, textOf } from '../../data/meta.ts';
import { type RecordQuery, useAggregate, useRecordQuery } from '../../data/records.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Bone } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { Cards } from '../PhoneCards.tsx';
import { ListEmpty } from '../states.tsx';
import type { ListControl } from '../use-list-state.ts';
import { type Group, groupFilter, groupName, groupQuestion, groupsOf, summedFields, writeGroup } from './group.ts';
import { useOpenGroups } from './open.ts';
import './groups.css';

interface PhoneGroupsProps {
  readonly meta: ObjectMeta;
  readonly control: ListControl;
  readonly query: RecordQuery;
  readonly columns: readonly FieldMeta[];
  readonly tools: CellTools;
}

/** The grouped list on the phone: heads to press, cards below those that are open. */
export function PhoneGroups({ meta, control, query, columns, tools }: PhoneGroupsProps) {
  const { t } = useTranslation('list');
  const { groupBy: by, sort } = control.state;
  const field = by && fieldOf(meta, by.field);
  const sums = useMemo(() => summedFields(columns).slice(0, 1), [columns]);
  const { filter, search } = query;
  const narrowed = { ...(filter ? { filter } : {}), ...(search ? { search } : {}) };
  const answer = useAggregate(meta.name, { ...narrowed, ...(by ? groupQuestion(by, sums, sort) : { measures: [] }) }, by !== undefined);
  const groups = useMemo(() => (by && answer.data ? groupsOf(answer.data.rows, by, sums) : []), [answer.data, by, sums]);
  const { open, toggle } = useOpenGroups(`${meta.name} ${writeGroup(by)}`, groups);
  if (!by || !field) return null;
  if (answer.error && !answer.data) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data && !answer.isPlaceholderData && groups.length === 0) return <ListEmpty meta={meta} control={control} filterText="" />;
  const shown = { meta, query, columns, tools };
  return (
    <div className="pgroups">
      {answer.data?.truncated && <p className="note">{t('group.truncated')}</p>}
      {groups.map((group) => (
        <section key={group.key} aria-label={groupName(field, by, group.value, tools, t('group.none'))}>
          <h2>
            <button type="button" className="pgroup" aria-expanded={open.has(group.key)} onClick={() => toggle(group.key)}>
              <Icon name={open.has(group.key) ? 'down' : 'right'} />
              <span className="ell">{groupName(field, by, group.value, tools, t('group.none'))}</span>
              <span className="cnt">{tools.format.number(group.count)}</span>
              <Sums group={group} fields={sums} tools={tools} />
            </button>
          </h2>
          {open.has(group.key) && <OpenGroup {...shown} query={narrow(query, groupFilter(filter, by, group.value))} />}
        </section>
      ))}
    </div>
  );
}

const narrow = (query: RecordQuery, filter: RecordQuery['filter']): RecordQuery => (filter ? { ...query, filter } : query);

function Sums({ group, fields, tools }: { readonly group: Group; readonly fields: readonly FieldMeta[]; readonly tools: CellTools }) {
  return fields.map((field) => {
    const sum = group.sums.get(field.name);
    return sum === null || sum === undefined ? null : (
      <span key={field.name} className="sum">
        <span className="vh">{tools.t('sum', { name: textOf(field.label, tools.format.language) })}</span>
        {cellText(field, sum, tools)}
      </span>
    );
  });
}

function OpenGroup({ meta, query, columns, tools }: Omit<PhoneGroupsProps, 'control'>) {
  const answer = useRecordQuery(meta.name, query, { live: 'inPlace' });
  if (answer.error && !answer.data) return <ErrorState small error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending)
    return (
      <div className="pcard">
        <Bone width="60%" height={18} />
        <Bone width="40%" />
      </div>
    );
  return (
    <>
      <Cards meta={meta} rows={answer.data?.pages.flatMap((page) => page.records) ?? []} columns={columns} tools={tools} />
      {answer.hasNextPage && (
        <div className="pmore">
          <Button onClick={() => void answer.fetchNextPage()} busy={answer.isFetchingNextPage}>
            {tools.t('phone.more')}
          </Button>
        </div>
      )}
    </>
  );
}
