import { useState } from 'react';
import { targetObject } from '../cells/fields.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, textOf, useObject } from '../data/meta.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import { Picker, type PickItem } from './Picker.tsx';

const ICONS: Partial<Record<FieldMeta['type'], IconName>> = {
  currency: 'number',
  number: 'number',
  percent: 'number',
  rating: 'star',
  date: 'calendar',
  datetime: 'clock',
  time: 'clock',
  picklist: 'list',
  multiPicklist: 'tag',
  tags: 'tag',
  stage: 'flow',
  lookup: 'link',
  masterDetail: 'link',
  user: 'contact',
  department: 'department',
  phone: 'phone',
  email: 'mail',
  url: 'globe',
  address: 'visit',
  boolean: 'check',
  image: 'image',
  attachment: 'attach',
};
const LAST = new Set(['externalId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']);
const HIDDEN = new Set(['id', 'version']);

/** Fields a person may filter or show, the company's own first, those of the system last. */
export function offeredFields(meta: ObjectMeta): readonly FieldMeta[] {
  const shown = meta.fields.filter((field) => !HIDDEN.has(field.name));
  return [...shown.filter((field) => !LAST.has(field.name)), ...shown.filter((field) => LAST.has(field.name))];
}

const MORE = '>';

/** Chooses a field of the object, or one reached through lookups (客户 · 行业). */
export function FieldPicker({
  meta,
  onPick,
  onText,
  without,
  accept,
  levels = 1,
}: {
  readonly meta: ObjectMeta;
  readonly onPick: (name: string) => void;
  /** Offers a search for what was typed. */
  readonly onText?: ((text: string) => void) | undefined;
  readonly without?: ReadonlySet<string>;
  readonly accept?: (field: FieldMeta) => boolean;
  /** How many lookups one may go through; 0: only fields of the object itself. */
  readonly levels?: 0 | 1 | 2;
}) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const [through, setThrough] = useState<readonly FieldMeta[]>([]);
  const target = targetObject(through.at(-1));
  const other = useObject(target ?? meta.name).data;
  const shown = target && other ? other : meta;
  const prefix = through.map((field) => `${field.name}.`).join('');
  const behind = through.map((field) => textOf(field.label, language)).join(' · ');
  const [typed, setTyped] = useState('');

  const fits = (field: FieldMeta) => !without?.has(prefix + field.name) && (accept?.(field) ?? true);
  const fields: PickItem[] = offeredFields(shown)
    .filter(fits)
    .map((field) => ({
      key: prefix + field.name,
      label: textOf(field.label, language),
      words: `${field.label.zh} ${field.label.en} ${field.name}`,
      mark: <Icon name={ICONS[field.type] ?? 'text'} className="sub" />,
    }));
  const doors: PickItem[] =
    through.length >= levels || (target && !other)
      ? []
      : shown.fields
          .filter((field) => targetObject(field) && !HIDDEN.has(field.name) && field.name !== 'createdBy' && field.name !== 'updatedBy')
          .map((field) => ({
            key: MORE + field.name,
            label: t('fieldsOf', { name: textOf(field.label, language) }),
            words: field.label.en,
            mark: <Icon name="right" className="sub" />,
          }));
  return (
    <Picker
      key={prefix}
      label={target ? t('fieldsOf', { name: behind }) : t('search')}
      items={[...fields, ...doors]}
      emptyText={t('noField')}
      onPick={(key) => {
        if (key === 'q') onText?.(typed);
        else if (key.startsWith(MORE)) {
          const door = fieldOf(shown, key.slice(1));
          if (door) setThrough([...through, door]);
        } else onPick(key);
      }}
      {...(onText && through.length === 0
        ? {
            lead: (text: string) => {
              // Kept for the press that follows; the picker itself owns its text.
              if (text !== typed) queueMicrotask(() => setTyped(text));
              return { key: 'q', label: t('searchText', { text }), mark: <Icon name="search" className="sub" /> };
            },
          }
        : {})}
    />
  );
}
