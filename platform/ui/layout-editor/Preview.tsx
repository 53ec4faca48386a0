import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { type RecordData, recordQuery, useRecordCount, useRecordQuery } from '../data/records.ts';
import { withResults } from '../data/rollup.ts';
import { useFormat } from '../data/session.ts';
import { isEmpty } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { useArranged } from '../layout/use-arranged.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { FieldValue } from '../record/FieldValue.tsx';
import { usePeople } from '../settings/people.ts';
import { fieldIn, placesOf } from './draft.ts';
import type { DraftState } from './use-draft.ts';

/** What somebody of a role gets of an object, as the server tells it. */
function useSeenAs(object: string, role: string | undefined) {
  return useQuery({
    queryKey: ['meta', 'object', object, 'as', role],
    queryFn: async ({ signal }) =>
      withResults(await api.get<ObjectMeta>(`/meta/objects/${encodeURIComponent(object)}`, { signal, query: { as: role } })),
    enabled: role !== undefined,
  });
}

/** The draft on a real record, as a person of some role gets it, on a desk or a phone. */
export function Preview({ meta, state, tab }: { readonly meta: ObjectMeta; readonly state: DraftState; readonly tab: string }) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const format = useFormat();
  const [who, setWho] = useState('');
  const [width, setWidth] = useState<'desk' | 'phone'>('desk');
  const people = (usePeople('').data?.pages.flatMap((page) => page.items) ?? []).filter(
    (person) => person.active && person.roles.length > 0,
  );
  const order = (role: string | undefined) => (role === 'member' ? 0 : role === 'manager' ? 1 : 2);
  const person = people.find(({ id }) => id === who) ?? [...people].sort((a, b) => order(a.roles[0]?.key) - order(b.roles[0]?.key))[0];
  const role = person?.roles[0];
  const seen = useSeenAs(meta.name, role?.key).data;
  const { layout } = state.draft;
  const filter =
    layout.recordTypes.length > 0 && meta.recordTypes ? ({ field: 'recordType', op: 'in', value: layout.recordTypes } as const) : undefined;
  const newest = useRecordQuery(meta.name, {
    fields: ['id'],
    limit: 1,
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    ...(filter ? { filter } : {}),
  }).data?.pages[0]?.records[0];
  const count = useRecordCount(meta.name, filter ? { filter } : {}).data;
  const record = useQuery({ ...recordQuery(meta.name, newest?.id ?? ''), enabled: newest !== undefined }).data;
  const applies = !role || layout.roles.length === 0 || layout.roles.includes(role.key);
  const missing = seen
    ? [
        ...(meta.related ?? []).filter((list) => !seen.related?.some((one) => one.name === list.name)).map((list) => text(list.label)),
        ...(meta.actions ?? [])
          .filter((action) => !seen.actions?.some((one) => one.name === action.name))
          .map((action) => text(action.label)),
      ]
    : [];
  const unplaced = meta.fields.filter((field) => !field.system && field.name !== meta.title && placesOf(layout, field.name).length === 0);
  const changed = (name: string) =>
    JSON.stringify(fieldIn(state.base.layout, name)) !== JSON.stringify(fieldIn(layout, name)) ||
    placesOf(state.base.layout, name)[0]?.zone !== placesOf(layout, name)[0]?.zone;
  const renamed = { ...(seen ?? meta), fields: (seen ?? meta).fields.map((field) => ({ ...field, ...state.draft.fields[field.name] })) };
  return (
    <aside className="le-preview" aria-label={t('preview')}>
      <h2>{t('preview')}</h2>
      <div className="le-as">
        <select className="inp" aria-label={t('as')} value={person?.id ?? ''} onChange={(event) => setWho(event.target.value)}>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {t('viewAs', { name: one.name, role: text(one.roles[0]?.name) })}
            </option>
          ))}
        </select>
        <Segmented
          label={t('width')}
          value={width}
          segments={[
            { value: 'desk', label: t('desk'), icon: 'screen' },
            { value: 'phone', label: t('phone'), icon: 'mobile' },
          ]}
          onChange={setWidth}
        />
      </div>
      {record ? (
        <Paper
          meta={renamed}
          layout={{ ...layout, name: 'preview' }}
          record={record}
          phone={width === 'phone'}
          tab={tab}
          changed={changed}
        />
      ) : (
        <p className="le-none">{t('noRecord', { object: text(meta.label) })}</p>
      )}
      <div className="le-notes">
        {!applies && (
          <p>
            <Icon name="info" size={14} />
            {t('notForRole', { role: text(role?.name) })}
          </p>
        )}
        {seen && !seen.can?.includes('read') && (
          <p>
            <Icon name="eye" size={14} />
            {t('seesNothing', { role: text(role?.name), object: text(meta.label) })}
          </p>
        )}
        <p>
          <Icon name="eye" size={14} />
          {missing.length > 0 ? t('canNotSee', { what: missing.join(t('listMark')) }) : t('seesAll')}
        </p>
        {unplaced.length > 0 && (
          <p>
            <Icon name="list" size={14} />
            {t('notOnPage', {
              fields: unplaced
                .slice(0, 6)
                .map((field) => text(field.label))
                .join(t('listMark')),
              count: unplaced.length,
            })}
          </p>
        )}
        {count && (
          <p>
            <Icon name="info" size={14} />
            {t('affects', { count: `${format.number(count.value)}${count.capped ? '+' : ''}`, object: text(meta.label) })}
          </p>
        )}
      </div>
    </aside>
  );
}

function Paper({
  meta,
  layout,
  record,
  phone,
  tab,
  changed,
}: {
  readonly meta: ObjectMeta;
  readonly layout: NonNullable<ObjectMeta['layouts']>[number];
  readonly record: RecordData;
  readonly phone: boolean;
  readonly tab: string;
  readonly changed: (name: string) => boolean;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  // The draft stands before all others, whatever type the record has.
  const shown = useArranged({ ...meta, layouts: [{ ...layout, recordTypes: [] }] }, record);
  const title = String(record[meta.title] ?? '') || '--';
  const row = (field: FieldMeta) => (
    <div key={field.name} className={changed(field.name) ? 'new' : undefined}>
      <dt>
        {text(field.label)}
        {field.required && <i className="req">*</i>}
      </dt>
      <dd>{isEmpty(record[field.name]) ? '--' : <FieldValue field={field} value={record[field.name]} record={record} />}</dd>
    </div>
  );
  const fieldsOf = (names: readonly string[]) => names.flatMap((name) => fieldOf(shown, name) ?? []);
  const listed =
    tab === 'page' ? [] : fieldsOf(layout[tab as 'listColumns'] ?? (tab === 'listColumns' ? meta.listColumns : undefined) ?? []);
  return (
    <div className={phone ? 'le-paper phone' : 'le-paper'}>
      <p className="le-window" aria-hidden="true">
        <i />
        <i />
        <i />
        <span className="ell">{t('realRecord', { title })}</span>
      </p>
      <div className="le-sheet">
        <h3>{title}</h3>
        {tab === 'page' ? (
          <>
            <dl className="c2">{fieldsOf(layout.highlights ?? []).map(row)}</dl>
            {shown.sections?.map((section) => (
              <section key={section.key}>
                <h4>{text(section.label)}</h4>
                {!section.collapsed && (
                  <dl className={section.columns === 1 ? 'c1' : 'c2'}>
                    {fieldsOf(section.fields.filter((name) => name !== meta.title)).map(row)}
                  </dl>
                )}
              </section>
            ))}
          </>
        ) : (
          <dl className="c2">{listed.map(row)}</dl>
        )}
      </div>
    </div>
  );
}
