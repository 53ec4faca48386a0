import { useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type ObjectMeta, textOf } from '../data/meta.ts';
import type { SortKey } from '../data/records.ts';
import { FieldPicker } from '../filter/FieldPicker.tsx';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { columnsOf } from './grid/columns.ts';

interface PanelProps {
  readonly meta: ObjectMeta;
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
}

function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** Which columns, and in which order; the title stays first. */
export function ColumnsPanel({
  meta,
  anchor,
  onClose,
  columns,
  onChange,
  onReset,
}: PanelProps & {
  readonly columns: readonly string[];
  readonly onChange: (columns: readonly string[]) => void;
  readonly onReset: () => void;
}) {
  const { t } = useTranslation('list');
  const language = useLanguage();
  const fields = useFields(meta, columns);
  const [adding, setAdding] = useState(false);
  const [dragged, setDragged] = useState<number | null>(null);
  const nameOf = (name: string) => {
    const field = fields.get(name);
    return field ? textOf(field.label, language) : name;
  };
  return (
    <Popover
      key={adding ? 'add' : 'list'}
      anchor={anchor}
      label={t('columnsTitle')}
      align="end"
      className="fpop"
      onClose={() => (adding ? setAdding(false) : onClose())}
    >
      {adding ? (
        <FieldPicker
          meta={meta}
          without={new Set(columns)}
          accept={(field) => field.type !== 'geolocation'}
          onPick={(name) => {
            onChange([...columns, name]);
            setAdding(false);
          }}
        />
      ) : (
        <div className="panel">
          <h2>{t('columnsTitle')}</h2>
          <ul>
            {columns.map((name, index) => (
              <li
                key={name}
                className={dragged === index ? 'colline drag' : 'colline'}
                draggable={index > 0}
                onDragStart={() => setDragged(index)}
                onDragEnd={() => setDragged(null)}
                onDragOver={(event) => {
                  if (dragged === null || index === 0 || dragged === index) return;
                  event.preventDefault();
                  onChange(moved(columns, dragged, index));
                  setDragged(index);
                }}
              >
                <Icon name={index === 0 ? 'lock' : 'grip'} className="sub" size={14} />
                <span className="ell">{nameOf(name)}</span>
                {index > 0 && (
                  <>
                    <IconButton
                      icon="up"
                      size={14}
                      label={t('moveUp', { name: nameOf(name) })}
                      disabled={index === 1}
                      onClick={() => onChange(moved(columns, index, index - 1))}
                    />
                    <IconButton
                      icon="down"
                      size={14}
                      label={t('moveDown', { name: nameOf(name) })}
                      disabled={index === columns.length - 1}
                      onClick={() => onChange(moved(columns, index, index + 1))}
                    />
                    <IconButton
                      icon="close"
                      size={14}
                      label={t('removeColumn', { name: nameOf(name) })}
                      onClick={() => onChange(columns.filter((one) => one !== name))}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
          <footer className="row">
            <Button size="sm" icon="plus" onClick={() => setAdding(true)} data-autofocus="">
              {t('addColumn')}
            </Button>
            <span className="sp" />
            <Button size="sm" kind="ghost" onClick={onReset}>
              {t('resetColumns')}
            </Button>
          </footer>
        </div>
      )}
    </Popover>
  );
}

const MOST_SORTS = 3;

/** Up to three keys, each up or down. */
export function SortPanel({
  meta,
  anchor,
  onClose,
  sort,
  columns,
  onChange,
}: PanelProps & {
  readonly sort: readonly SortKey[];
  readonly columns: readonly string[];
  readonly onChange: (sort: readonly SortKey[]) => void;
}) {
  const { t } = useTranslation('list');
  const language = useLanguage();
  const [adding, setAdding] = useState(sort.length === 0);
  const names = [...new Set([...sort.map((key) => key.field), ...columns])];
  const fields = useFields(meta, names);
  const sortable = new Set(
    columnsOf(
      meta,
      meta.fields.map((field) => field.name),
      new Map(meta.fields.map((field) => [field.name, field])),
    ).flatMap((column) => (column.sortable ? [column.name] : [])),
  );
  const nameOf = (name: string) => {
    const field = fields.get(name);
    return field ? textOf(field.label, language) : name;
  };
  const set = (index: number, key: SortKey | null) => onChange(sort.flatMap((one, at) => (at === index ? (key ? [key] : []) : [one])));
  return (
    <Popover
      key={adding ? 'add' : 'list'}
      anchor={anchor}
      label={t('sort')}
      align="end"
      className="fpop"
      onClose={() => (adding && sort.length > 0 ? setAdding(false) : onClose())}
    >
      {adding ? (
        <FieldPicker
          meta={meta}
          without={new Set(sort.map((key) => key.field))}
          accept={(field) => !field.many && (sortable.has(field.name) || !meta.fields.includes(field))}
          onPick={(field) => {
            onChange([...sort, { field, direction: 'asc' }]);
            setAdding(false);
          }}
        />
      ) : (
        <div className="panel">
          <h2>{t('sort')}</h2>
          <ul>
            {sort.map((key, index) => (
              <li key={key.field} className="colline">
                <span className="ell">{nameOf(key.field)}</span>
                <select
                  className="inp"
                  aria-label={t('direction', { name: nameOf(key.field) })}
                  value={key.direction}
                  onChange={(event) => set(index, { field: key.field, direction: event.target.value === 'desc' ? 'desc' : 'asc' })}
                >
                  <option value="asc">{t('sortAsc')}</option>
                  <option value="desc">{t('sortDesc')}</option>
                </select>
                <IconButton icon="close" size={14} label={t('removeSort', { name: nameOf(key.field) })} onClick={() => set(index, null)} />
              </li>
            ))}
          </ul>
          {sort.length < MOST_SORTS && (
            <footer className="row">
              <Button size="sm" icon="plus" onClick={() => setAdding(true)} data-autofocus="">
                {t('addSort')}
              </Button>
            </footer>
          )}
        </div>
      )}
    </Popover>
  );
}
