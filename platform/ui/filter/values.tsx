import { useId, useState } from 'react';
import { type FieldMeta, type Option, textOf } from '../data/meta.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { toneOf } from '../primitives/Tag.tsx';
import { relativeDays, rollingDays } from './operators.ts';

interface ValueProps {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

const CATEGORIES = [
  ['open', 'openStages'],
  ['won', 'wonStages'],
  ['lost', 'lostStages'],
] as const;
const SEARCH_FROM = 9;

/** Any of the options, with a search where there are many and with whole groups of stages at once. */
export function OptionsValue({ field, value, onChange }: ValueProps & { readonly field: FieldMeta }) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const [text, setText] = useState('');
  const keys = (Array.isArray(value) ? value : value ? [value] : []).map(String);
  const options = (field.options ?? []).filter((option) => option.active !== false || keys.includes(option.key));
  const wanted = text.trim().normalize('NFKC').toLowerCase();
  const shown = options.filter((option) => `${option.label.zh} ${option.label.en} ${option.key}`.toLowerCase().includes(wanted));
  const toggle = (key: string) => onChange(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
  const groups = CATEGORIES.flatMap(([category, label]) => {
    const inside = options.filter((option) => option.category === category).map((option) => option.key);
    return inside.length > 0 ? [{ label, inside }] : [];
  });
  return (
    <>
      {groups.length > 1 && (
        <div className="quick">
          {groups.map(({ label, inside }) => {
            const on = inside.length === keys.length && inside.every((key) => keys.includes(key));
            return (
              <button key={label} type="button" className="btn sm" aria-pressed={on} onClick={() => onChange(on ? [] : inside)}>
                {t(label)}
              </button>
            );
          })}
        </div>
      )}
      {options.length >= SEARCH_FROM && (
        <div className="inp">
          <Icon name="search" />
          <input
            type="text"
            aria-label={t('searchValues')}
            placeholder={t('searchValues')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <fieldset className="checks" aria-label={t('valueOf', { name: textOf(field.label, language) })}>
        {shown.map((option) => (
          <OptionCheck
            key={option.key}
            option={option}
            text={textOf(option.label, language)}
            on={keys.includes(option.key)}
            onToggle={() => toggle(option.key)}
          />
        ))}
      </fieldset>
      {shown.length === 0 && <p className="nopick">{t('noValue')}</p>}
    </>
  );
}

function OptionCheck({
  option,
  text,
  on,
  onToggle,
}: {
  readonly option: Option;
  readonly text: string;
  readonly on: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <label className="checkline">
      <input type="checkbox" className="cb" checked={on} onChange={onToggle} />
      {option.color && <span className={`swatch ${toneOf(option.color)}`} aria-hidden="true" />}
      <span className="ell">{text}</span>
    </label>
  );
}

/** 今天 … 明年, and the last or next N days. */
export function RelativeValue({ value, onChange }: ValueProps) {
  const { t } = useTranslation('filter');
  const id = useId();
  const [word = '', count = ''] = String(value ?? '').split(':');
  const rolling = (rollingDays as readonly string[]).includes(word);
  return (
    <>
      <div className="rel" role="radiogroup" aria-label={t('value')}>
        {relativeDays.map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: a grid of buttons, one of which holds
          <button key={one} type="button" role="radio" aria-checked={value === one} onClick={() => onChange(one)}>
            {t(`relative.${one}`)}
          </button>
        ))}
      </div>
      <div className="row">
        <select
          className="inp"
          aria-label={t('opName.within')}
          value={rolling ? word : ''}
          onChange={(event) => event.target.value && onChange(`${event.target.value}:${Number(count) || 30}`)}
        >
          <option value="">--</option>
          {rollingDays.map((one) => (
            <option key={one} value={one}>
              {t(`rolling.${one}`)}
            </option>
          ))}
        </select>
        <label htmlFor={id} className="vh">
          {t('count')}
        </label>
        <input
          id={id}
          className="inp short"
          type="number"
          inputMode="numeric"
          min={1}
          max={9999}
          value={rolling ? count : ''}
          onChange={(event) => {
            const number = Math.min(9999, Math.max(1, Math.floor(Number(event.target.value)) || 1));
            onChange(`${rolling ? word : 'lastNDays'}:${number}`);
          }}
        />
      </div>
    </>
  );
}

/** From and to, both included. */
export function DayRangeValue({ field, value, onChange }: ValueProps & { readonly field: FieldMeta }) {
  const { t } = useTranslation('filter');
  const [from, to] = Array.isArray(value) ? value : ['', ''];
  const named = (label: 'from' | 'to') => ({ ...field, label: { zh: t(label), en: t(label) } });
  return (
    <div className="range">
      <FieldEditor field={named('from')} value={from === '' ? null : from} onChange={(next) => onChange([next ?? '', to])} autoFocus />
      <span aria-hidden="true">–</span>
      <FieldEditor field={named('to')} value={to === '' ? null : to} onChange={(next) => onChange([from, next ?? ''])} />
    </div>
  );
}
