import { useState } from 'react';
import type { FieldMeta, FieldType } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { fieldIcon } from '../settings/field-type.ts';
import type { CanvasTools } from './Canvas.tsx';
import { OUT, placesOf } from './draft.ts';

const NEW: readonly FieldType[] = [
  'text',
  'number',
  'currency',
  'date',
  'picklist',
  'multiPicklist',
  'lookup',
  'user',
  'boolean',
  'longText',
  'attachment',
  'phone',
];

/** Fields to bring in: new ones of a type, those that lie nowhere yet, and those that are in already. */
export function Palette({
  tools,
  onNew,
  onPlace,
}: {
  readonly tools: CanvasTools;
  readonly onNew: (type: FieldType) => void;
  readonly onPlace: (field: string) => void;
}) {
  const { t } = useTranslation('layout');
  const [query, setQuery] = useState('');
  const { meta, layout, dragged, labelOf } = tools;
  const wanted = query.trim().toLowerCase();
  const isPlaced = (field: FieldMeta) => placesOf(layout, field.name).length > 0;
  const all = meta.fields.filter((field) => !field.system || field.name === 'owner' || field.name === 'recordType');
  const free = all.filter((field) => !isPlaced(field) && field.name !== meta.title);
  const found = wanted ? free.filter((field) => `${labelOf(field.name)} ${field.name}`.toLowerCase().includes(wanted)) : free;
  const placed = all.filter(isPlaced);
  return (
    <aside className="le-palette" aria-label={t('palette')}>
      <h2>{t('newField')}</h2>
      <ul className="le-types">
        {NEW.map((type) => (
          <li key={type}>
            <button type="button" data-drag={`new:${type}`} data-label={t(`type.${type}`, { ns: 'settings' })} onClick={() => onNew(type)}>
              <Icon name={fieldIcon({ type })} />
              <span className="ell">
                {type === 'text' || type === 'longText' ? t(`short.${type}`) : t(`type.${type}`, { ns: 'settings' })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <h2>
        {t('out')}
        <em>{free.length}</em>
      </h2>
      <label className="inp le-find">
        <Icon name="search" />
        <input
          type="search"
          value={query}
          placeholder={t('find')}
          aria-label={t('find')}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <ul className={dragged?.zone === OUT ? 'le-free over' : 'le-free'} data-zone={OUT} data-takes="fields">
        {found.map((field) => (
          <li key={field.name} className={dragged?.item === `field:${field.name}` && dragged.from === OUT ? 'away' : undefined}>
            <button
              type="button"
              data-drag={`field:${field.name}`}
              data-label={labelOf(field.name)}
              aria-label={t('place', { field: labelOf(field.name) })}
              onClick={() => onPlace(field.name)}
            >
              <Icon name="grip" className="grip" />
              <Icon name={fieldIcon(field)} />
              <span className="ell">{labelOf(field.name)}</span>
              <em>{t(`type.${field.type}`, { ns: 'settings' })}</em>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="le-none">{t(wanted ? 'noneFound' : 'allPlaced')}</li>}
      </ul>
      <h2>
        {t('in')}
        <em>{placed.length}</em>
      </h2>
      <ul className="le-in">
        {placed.map((field) => (
          <li key={field.name}>
            <Icon name="check" size={14} />
            <span className="ell">{labelOf(field.name)}</span>
            <em>{t(`type.${field.type}`, { ns: 'settings' })}</em>
          </li>
        ))}
      </ul>
    </aside>
  );
}
