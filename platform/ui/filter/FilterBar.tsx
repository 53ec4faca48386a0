import { useRef, useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type FieldMeta, type ObjectMeta, textOf } from '../data/meta.ts';
import type { Condition, Filter } from '../data/records.ts';
import { useRegions } from '../data/regions.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { describeCondition } from './describe.ts';
import { flatten, unflatten } from './grammar.ts';
import { conditionsOf, useTitles } from './titles.ts';
import './filter.css';

const loadPopover = () => import('./ChipPopover.tsx').then((file) => file.ChipPopover);
const loadBuilder = () => import('./Builder.tsx').then((file) => file.FilterBuilder);

interface FilterBarProps {
  readonly meta: ObjectMeta;
  readonly filter: Filter | undefined;
  readonly search: string;
  /** Places of conditions the view itself does not have: their chips are tinted. */
  readonly changed: ReadonlySet<number>;
  readonly onFilter: (filter: Filter | undefined) => void;
  readonly onSearch: (text: string) => void;
  /** Opens the choice of a field from outside (the key /). */
  readonly adding: boolean;
  readonly onAdding: (open: boolean) => void;
}

/** The words of a chip; those of an address again once the names of places have come. */
function ChipWords({ field, words }: { readonly field: FieldMeta; readonly words: () => string }) {
  return field.type === 'address' ? <PlaceWords words={words} /> : words();
}

function PlaceWords({ words }: { readonly words: () => string }) {
  useRegions();
  return words();
}

const unknownField = (name: string): FieldMeta => ({ name, type: 'text', label: { zh: name, en: name } });

/** The chips: field, operator, value. A nested filter is one chip that opens the builder. */
export function FilterBar({ meta, filter, search, changed, onFilter, onSearch, adding, onAdding }: FilterBarProps) {
  const { t } = useTranslation('filter');
  const format = useFormat();
  const all = conditionsOf(filter);
  const fields = useFields(
    meta,
    all.map((condition) => condition.field),
  );
  const titleOf = useTitles(all, fields);
  const flat = flatten(filter);
  const bar = useRef<HTMLDivElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const [editing, setEditing] = useState<{ readonly index: number; readonly anchor: HTMLElement } | null>(null);
  const [building, setBuilding] = useState(false);

  const change = (index: number, condition: Condition | null) => {
    const next = [...(flat ?? [])];
    if (condition) next[index] = condition;
    else next.splice(index, 1);
    onFilter(unflatten(next));
  };
  // Focus goes to what took the place of the chip that is gone.
  const removed = (run: () => void) => {
    run();
    requestAnimationFrame(() => addButton.current?.focus());
  };
  return (
    <div className="filterchips" ref={bar}>
      {search && (
        <span className="chip new">
          <span className="txt">
            <b>{t('searchChip')}</b>“{search}”
          </span>
          <button
            type="button"
            className="x"
            aria-label={t('remove', { name: t('searchChip') })}
            onClick={() => removed(() => onSearch(''))}
          >
            <Icon name="close" size={14} />
          </button>
        </span>
      )}
      {flat?.map((condition, index) => {
        const field = fields.get(condition.field) ?? unknownField(condition.field);
        const name = textOf(field.label, format.language);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: chips are told apart by their place
          <span key={`${index}-${condition.field}`} className={changed.has(index) ? 'chip new' : 'chip'}>
            <button
              type="button"
              className="txt"
              aria-haspopup="dialog"
              aria-expanded={editing?.index === index}
              onClick={(event) => setEditing({ index, anchor: event.currentTarget })}
            >
              <b>{name}</b>
              <span className="ell">
                <ChipWords
                  field={field}
                  words={() => describeCondition(field, condition, { format, t: (key, values) => t(key, values ?? {}), titleOf })}
                />
              </span>
            </button>
            <button type="button" className="x" aria-label={t('remove', { name })} onClick={() => removed(() => change(index, null))}>
              <Icon name="close" size={14} />
            </button>
          </span>
        );
      })}
      {!flat && (
        <span className="chip new">
          <button type="button" className="txt" onClick={() => setBuilding(true)} aria-haspopup="dialog">
            {t('complexCount', { count: all.length })}
          </button>
          <button
            type="button"
            className="x"
            aria-label={t('remove', { name: t('complex') })}
            onClick={() => removed(() => onFilter(undefined))}
          >
            <Icon name="close" size={14} />
          </button>
        </span>
      )}
      {flat && (
        <button
          ref={addButton}
          type="button"
          className="fadd"
          aria-haspopup="dialog"
          aria-expanded={adding}
          onClick={() => onAdding(!adding)}
        >
          <Icon name="plus" size={14} />
          {t('add')}
        </button>
      )}
      <button type="button" className="fadd" aria-haspopup="dialog" onClick={() => setBuilding(true)}>
        {t('advanced')}
      </button>
      {editing && flat?.[editing.index] && (
        <Lazy
          load={loadPopover}
          props={{
            meta,
            anchor: editing.anchor,
            condition: flat[editing.index] ?? null,
            titleOf,
            onClose: () => setEditing(null),
            onDone: (condition: Condition | null) => {
              const { index } = editing;
              setEditing(null);
              change(index, condition);
            },
          }}
        />
      )}
      {adding && flat && (
        <Lazy
          load={loadPopover}
          props={{
            meta,
            anchor: addButton.current ?? bar.current,
            condition: null,
            titleOf,
            onClose: () => onAdding(false),
            onDone: (condition: Condition | null) => {
              onAdding(false);
              if (condition) onFilter(unflatten([...flat, condition]));
            },
            onText: meta.searchable
              ? (text: string) => {
                  onAdding(false);
                  onSearch(text);
                }
              : undefined,
          }}
        />
      )}
      {building && <Lazy load={loadBuilder} props={{ meta, filter, titleOf, onClose: () => setBuilding(false), onApply: onFilter }} />}
    </div>
  );
}
