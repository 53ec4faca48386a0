import { type ReactNode, useState } from 'react';
import { type FieldMeta, textOf } from '../data/meta.ts';
import type { Condition, FilterOp } from '../data/records.ts';
import { RegionChooser } from '../form/editors/AddressEditor.tsx';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Lazy } from '../shell/lazy.tsx';
import { familyOf, forEditor, operatorsOf, selfWords, withOperator } from './operators.ts';
import { DayRangeValue, OptionsValue, RelativeValue } from './values.tsx';
import './filter.css';

const loadNear = () => import('./NearValue.tsx').then((file) => file.NearValue);

/** Operators of days speak of before and after, all others of less and more. */
export function operatorName(field: FieldMeta, op: FilterOp): string {
  return familyOf(field) === 'day' ? `dayOp.${op}` : `opName.${op}`;
}

/** The field as its value editor sees it: nothing is required, nothing is locked, the text is any text. */
function loose(field: FieldMeta, many: boolean): FieldMeta {
  const { min: _min, max: _max, ...rest } = field;
  const isText = ['text', 'address', 'secret'].includes(familyOf(field));
  return { ...rest, name: `filter-${field.name}`, required: false, readOnly: false, many, type: isText ? 'text' : field.type };
}

/** Operator and value of one condition. */
export function ConditionEditor({
  field,
  condition: given,
  onChange,
  onEnter,
  titleOf,
  autoFocus = true,
}: {
  readonly field: FieldMeta;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onEnter?: (condition: Condition) => void;
  readonly titleOf: (id: string) => string | undefined;
  readonly autoFocus?: boolean;
}) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const condition = forEditor(given, field);
  const name = textOf(field.label, language);
  const ops = operatorsOf(field);
  const set = (value: unknown) => onChange({ ...condition, value });
  return (
    <div className="cond">
      <select
        className="inp"
        aria-label={`${name} ${t('operator')}`}
        value={condition.op}
        onChange={(event) => onChange(withOperator(condition, event.target.value as FilterOp))}
      >
        {(ops.includes(condition.op) ? ops : [condition.op, ...ops]).map((op) => (
          <option key={op} value={op}>
            {t(operatorName(field, op))}
          </option>
        ))}
      </select>
      <ValueOf field={field} condition={condition} set={set} onEnter={onEnter} titleOf={titleOf} autoFocus={autoFocus} />
    </div>
  );
}

interface ValueProps {
  readonly field: FieldMeta;
  readonly condition: Condition;
  readonly set: (value: unknown) => void;
  readonly onEnter: ((condition: Condition) => void) | undefined;
  readonly titleOf: (id: string) => string | undefined;
  readonly autoFocus: boolean;
}

function ValueOf({ field, condition, set, onEnter, titleOf, autoFocus }: ValueProps): ReactNode {
  const { t } = useTranslation('filter');
  const { op, value } = condition;
  const family = familyOf(field);
  if (op === 'isNull' || op === 'isNotNull') return null;
  if (op === 'within') return <RelativeValue value={value} onChange={set} />;
  if (op === 'near') return <Lazy load={loadNear} props={{ value, onChange: set }} />;
  if (op === 'between') return <DayRangeValue field={loose(field, false)} value={value} onChange={set} />;
  if (family === 'option' || family === 'keys') return <OptionsValue field={field} value={value} onChange={set} />;
  if (family === 'boolean')
    return (
      <div className="seg fill" role="radiogroup" aria-label={t('value')}>
        {[true, false].map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: a segmented control
          <button
            key={String(one)}
            type="button"
            role="radio"
            aria-checked={value === one || value === String(one)}
            onClick={() => set(one)}
          >
            {t(one ? 'yes' : 'no')}
          </button>
        ))}
      </div>
    );
  if (family === 'people' || family === 'reference')
    return op === 'under' ? (
      <OneReference field={field} value={value} onChange={set} titleOf={titleOf} />
    ) : (
      <ReferencesValue field={field} value={value} onChange={set} titleOf={titleOf} autoFocus={autoFocus} />
    );
  if (family === 'address' && op === 'under')
    return (
      <RegionChooser
        field={field}
        value={value}
        region={typeof value === 'string' && value !== '' ? value : null}
        onRegion={(code) => set(code ?? '')}
        onChange={set}
        autoFocus={autoFocus}
      />
    );
  return (
    <FieldEditor
      key={op}
      field={loose(field, false)}
      value={value === '' ? null : value}
      onChange={(next) => set(next ?? '')}
      {...(onEnter ? { onCommit: (next: unknown) => onEnter({ ...condition, value: next ?? '' }) } : {})}
      autoFocus={autoFocus}
    />
  );
}

const idOf = (item: unknown): string => (typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : String(item));

function OneReference({
  field,
  value,
  onChange,
  titleOf,
}: {
  readonly field: FieldMeta;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly titleOf: (id: string) => string | undefined;
}) {
  const current = value ? { id: idOf(value), title: (value as { title?: string }).title ?? titleOf(idOf(value)) ?? '…' } : null;
  return <FieldEditor field={loose(field, false)} value={current} onChange={(next) => onChange(next ?? '')} autoFocus />;
}

/** 我, 我的下属, 本部门 as buttons, everybody else by search. */
function ReferencesValue({
  field,
  value,
  onChange,
  titleOf,
  autoFocus,
}: {
  readonly field: FieldMeta;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly titleOf: (id: string) => string | undefined;
  readonly autoFocus: boolean;
}) {
  const { t } = useTranslation('filter');
  const words = selfWords(field);
  const all: readonly unknown[] = Array.isArray(value) ? value : value ? [value] : [];
  const chosen = all.filter((item) => words.includes(idOf(item)));
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const others = all
    .filter((item) => !words.includes(idOf(item)))
    .map((item) => ({
      id: idOf(item),
      title: (item as { title?: string }).title ?? known.get(idOf(item)) ?? titleOf(idOf(item)) ?? '…',
      object: field.object ?? field.type,
    }));
  const setOthers = (next: unknown) => {
    const list = (Array.isArray(next) ? next : []) as { id: string; title: string }[];
    setKnown(new Map([...known, ...list.map((item) => [item.id, item.title] as const)]));
    onChange([...chosen, ...list.map((item) => ({ id: item.id, title: item.title }))]);
  };
  return (
    <>
      {words.length > 0 && (
        <div className="quick">
          {words.map((word) => {
            const on = chosen.some((item) => idOf(item) === word);
            return (
              <button
                key={word}
                type="button"
                className="btn sm"
                aria-pressed={on}
                onClick={() => onChange(on ? all.filter((item) => idOf(item) !== word) : [...all, word])}
              >
                {t(`self.${word}`)}
              </button>
            );
          })}
        </div>
      )}
      <FieldEditor field={loose(field, true)} value={others} onChange={setOthers} autoFocus={autoFocus && words.length === 0} />
    </>
  );
}
