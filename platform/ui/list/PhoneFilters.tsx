import { useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type ObjectMeta, textOf } from '../data/meta.ts';
import type { SortKey } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { FilterBar } from '../filter/FilterBar.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { columnsOf } from './grid/columns.ts';
import { BUCKETS, groupFields, isDated, readGroup, writeGroup } from './groups/group.ts';
import { newConditions, readSort, writeSort } from './state.ts';
import type { ListControl } from './use-list-state.ts';
import type { SavedView } from './views.ts';

const loadSave = () => import('./SaveViewDialog.tsx').then((file) => file.SaveViewDialog);

/** Search, filters and order of a list, one below the other. */
export function PhoneFilters({
  meta,
  control,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly control: ListControl;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('list');
  const { t: tf } = useTranslation('filter');
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const [naming, setNaming] = useState(false);
  const { state, base, update } = control;
  const [text, setText] = useState(state.search);
  const names = [...new Set([...state.columns, ...state.sort.map((key) => key.field)])];
  const fields = useFields(meta, names);
  const choices: readonly SortKey[] = columnsOf(meta, names, fields)
    .filter((column) => column.sortable)
    .flatMap((column) => [
      { field: column.name, direction: 'desc' as const },
      { field: column.name, direction: 'asc' as const },
    ]);
  const groups = groupFields(meta).flatMap((one) => {
    const label = textOf(one.label, format.language);
    if (!isDated(one)) return [{ value: one.name, name: label }];
    return BUCKETS.map((bucket) => ({
      value: writeGroup({ field: one.name, bucket }),
      name: `${label} · ${t(`group.buckets.${bucket}`)}`,
    }));
  });
  const done = () => {
    if (text.trim() !== state.search) update({ search: text.trim() });
    onClose();
  };
  return (
    <Drawer
      open
      title={tf('sheet')}
      onClose={onClose}
      footer={
        <>
          {control.changed && (
            <>
              <Button onClick={control.revert}>{t('revert')}</Button>
              <Button onClick={() => setNaming(true)}>{t('saveAs')}</Button>
            </>
          )}
          <Button kind="primary" onClick={done}>
            {tf('done')}
          </Button>
        </>
      }
    >
      <form
        className="bulkform"
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
      >
        {meta.searchable && (
          <Field label={tf('searchChip')}>
            {(field) => (
              <input
                className="inp"
                type="search"
                enterKeyHint="search"
                {...field}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t('sort')}>
          {(field) => (
            <select
              className="inp"
              {...field}
              value={writeSort(state.sort.slice(0, 1))}
              onChange={(event) => update({ sort: readSort(event.target.value) ?? base.sort })}
            >
              {!choices.some((key) => writeSort([key]) === writeSort(state.sort.slice(0, 1))) && (
                <option value={writeSort(state.sort.slice(0, 1))}>{t('sortNone')}</option>
              )}
              {choices.map((key) => (
                <option key={writeSort([key])} value={writeSort([key])}>
                  {textOf(fields.get(key.field)?.label ?? { zh: key.field, en: key.field }, format.language)} ·{' '}
                  {t(key.direction === 'desc' ? 'sortDesc' : 'sortAsc')}
                </option>
              ))}
            </select>
          )}
        </Field>
        {state.mode === 'list' && groups.length > 0 && (
          <Field label={t('group.title')}>
            {(field) => (
              <select
                className="inp"
                {...field}
                value={writeGroup(state.groupBy)}
                onChange={(event) => update({ groupBy: readGroup(meta, event.target.value) })}
              >
                <option value="">{t('group.off')}</option>
                {groups.map(({ value, name }) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </form>
      <h3 className="pfh">{tf('add')}</h3>
      <FilterBar
        meta={meta}
        filter={state.filter}
        search=""
        changed={newConditions(state, base)}
        onFilter={(filter) => update({ filter })}
        onSearch={(search) => {
          setText(search);
          update({ search });
        }}
        adding={adding}
        onAdding={setAdding}
      />
      {naming && (
        <Lazy
          load={loadSave}
          props={{
            meta,
            state,
            view: null,
            onClose: () => setNaming(false),
            onSaved: (view: SavedView) => {
              setNaming(false);
              control.show(view.id);
              onClose();
            },
          }}
        />
      )}
    </Drawer>
  );
}
