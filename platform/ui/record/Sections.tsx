import { useState } from 'react';
import { type FieldMeta, fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { isSpokenOf } from '../layout/spoken.ts';
import { Icon } from '../primitives/Icon.tsx';
import { FieldRow } from './FieldRow.tsx';
import { useRecordPage } from './page-state.ts';

interface SectionData {
  readonly key: string;
  readonly label: { readonly zh: string; readonly en: string } | null;
  readonly fields: readonly FieldMeta[];
  readonly columns: 1 | 2;
  readonly collapsed: boolean;
}

const SYSTEM = ['recordType', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'externalId'];

/** The sections of the layout without what the path and the title already show, and one for the system's own fields. */
export function sectionsOf(meta: ObjectMeta, record: RecordData, own: string): readonly SectionData[] {
  const hidden = new Set([meta.title, meta.page?.path ?? '']);
  const given = (meta.sections ?? []).map((section, index) => ({
    key: section.key ?? `section-${index}`,
    label: section.label,
    fields: section.fields
      .filter((name) => !hidden.has(name))
      .flatMap((name) => fieldOf(meta, name) ?? [])
      .filter((field) => isSpokenOf(meta, field, record, own)),
    columns: section.columns ?? 2,
    collapsed: section.collapsed ?? false,
  }));
  const named = new Set(given.flatMap((section) => section.fields.map((field) => field.name)));
  const system = SYSTEM.filter((name) => !named.has(name)).flatMap((name) => fieldOf(meta, name) ?? []);
  return [...given, { key: 'system', label: null, fields: system, columns: 2 as const, collapsed: true }].filter(
    (section) => section.fields.length > 0,
  );
}

/** Fields in sections of two columns; a heading folds its section. */
export function Sections() {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, editing } = useRecordPage();
  const { currency } = useFormat();
  const [folded, setFolded] = useState<Readonly<Record<string, boolean>>>({});
  return sectionsOf(meta, record, currency).map(({ key, label, fields, columns, collapsed }) => {
    // A jump to a folded field opens its section.
    const isFolded = (folded[key] ?? collapsed) && !fields.some((field) => field.name === editing);
    return (
      <section key={key} className="fs">
        <h2>
          <button type="button" aria-expanded={!isFolded} onClick={() => setFolded({ ...folded, [key]: !isFolded })}>
            {label ? text(label) : t('system')}
            <Icon name={isFolded ? 'right' : 'down'} size={14} />
          </button>
        </h2>
        {!isFolded && (
          <dl className={columns === 1 ? 'fg one' : 'fg'}>
            {fields.map((field) => (
              <FieldRow key={field.name} field={field} />
            ))}
          </dl>
        )}
      </section>
    );
  });
}
