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

/** Chooses a field of the object, or one reached through a lookup (客户 · 行业). */
export function FieldPicker({
  meta,
  onPick,
  onText,
  without,
  accept,
  flat = false,
}: {
  readonly meta: ObjectMeta;
  readonly onPick: (name: string) => void;
  /** Offers a search for what was typed. */
  readonly onText?: ((text: string) => void) | undefined;
  readonly without?: ReadonlySet<string>;
  readonly accept?: (field: FieldMeta) => boolean;
  /** Only fields of the object itself. */
  readonly flat?: boolean;
}) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const [through, setThrough] = useState<FieldMeta | null>(null);
  const target = targetObject(through ?? undefined);
  const other = useObject(target ?? meta.name).data;
  const shown = through && other ? other : meta;
  const prefix = through ? `${through.name}.` : '';
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
    through || flat
      ? []
      : meta.fields
          .filter((field) => targetObject(field) && !HIDDEN.has(field.name) && field.name !== 'createdBy' && field.name !== 'updatedBy')
          .map((field) => ({
            key: MORE + field.name,
            label: t('fieldsOf', { name: textOf(field.label, language) }),
            words: field.label.en,
            mark: <Icon name="right" className="sub" />,
          }));
  return (
    <Picker
      key={through?.name ?? ''}
      label={through ? t('fieldsOf', { name: textOf(through.label, language) }) : t('search')}
      items={[...fields, ...doors]}
      emptyText={t('noField')}
      onPick={(key) => {
        if (key === 'q') onText?.(typed);
        else if (key.startsWith(MORE)) setThrough(fieldOf(meta, key.slice(1)) ?? null);
        else onPick(key);
      }}
      {...(onText && !through
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
