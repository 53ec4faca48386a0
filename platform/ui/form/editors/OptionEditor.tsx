import { useState } from 'react';
import { type Option, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Tag, toneOf } from '../../primitives/Tag.tsx';
import { isOffered } from '../dependent.ts';
import { Chooser } from './Chooser.tsx';
import type { EditorProps } from './types.ts';

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

function useOptions({ field, record }: EditorProps, chosen: readonly string[], query: string) {
  const text = useLabel();
  const wanted = fold(query.trim());
  const live = (field.options ?? []).filter(
    (option) => (option.active !== false && isOffered(field, option, record)) || chosen.includes(option.key),
  );
  const found = wanted ? live.filter((option) => fold(`${option.label.zh} ${option.label.en} ${option.key}`).includes(wanted)) : live;
  const choiceOf = (option: Option) => ({
    key: option.key,
    label: text(option.label),
    chosen: chosen.includes(option.key),
    mark: option.color ? <span className={`swatch ${toneOf(option.color)}`} aria-hidden="true" /> : undefined,
  });
  return {
    choices: found.map(choiceOf),
    labelOf: (key: string) => text(field.options?.find((option) => option.key === key)?.label ?? { zh: key, en: key }),
  };
}

/** picklist, stage */
export function OptionEditor(props: EditorProps) {
  const { field, value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const [query, setQuery] = useState('');
  const key = typeof value === 'string' ? value : null;
  const { choices, labelOf } = useOptions(props, key === null ? [] : [key], query);
  const set = (next: string | null) => {
    onChange(next);
    onCommit?.(next);
  };
  return (
    <Chooser
      {...props}
      choices={choices}
      text={key === null ? '' : labelOf(key)}
      onPick={set}
      onClear={field.required || field.type === 'stage' ? undefined : () => set(null)}
      onQuery={setQuery}
      emptyText={t('noOption')}
      short={(field.options?.length ?? 0) <= 12}
      placeholder={t('choose')}
    />
  );
}

/** multiPicklist */
export function OptionsEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const { t } = useTranslation('form');
  const [query, setQuery] = useState('');
  const keys = Array.isArray(value) ? (value as string[]) : [];
  const { choices, labelOf } = useOptions(props, keys, query);
  const colorOf = (key: string) => toneOf(field.options?.find((option) => option.key === key)?.color);
  return (
    <Chooser
      {...props}
      many
      choices={choices}
      text=""
      onPick={(key) => onChange(keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key])}
      onClear={() => onChange(keys.slice(0, -1))}
      onQuery={setQuery}
      emptyText={t('noOption')}
      short={(field.options?.length ?? 0) <= 12}
      placeholder={keys.length === 0 ? t('choose') : undefined}
    >
      {keys.map((key) => (
        <Tag key={key} tone={colorOf(key)} small>
          {labelOf(key)}
          <button
            type="button"
            aria-label={t('removeOf', { name: labelOf(key) })}
            onClick={(event) => {
              event.stopPropagation();
              onChange(keys.filter((other) => other !== key));
            }}
          >
            ×
          </button>
        </Tag>
      ))}
    </Chooser>
  );
}
