import { lazy, Suspense, useState } from 'react';
import { ApiError } from '../data/api.ts';
import { type FieldMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { problemOf } from '../form/problems.ts';
import { isWritable, sameValue } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { explain } from '../primitives/states.tsx';
import { CoveredValue } from './CoveredValue.tsx';
import { FieldValue } from './FieldValue.tsx';
import { isInPlace, useRecordPage } from './page-state.ts';

const FieldEditor = lazy(() => import('../form/editors/FieldEditor.tsx').then((file) => ({ default: file.FieldEditor })));

const WIDE = new Set(['longText', 'richText', 'attachment', 'image']);

/** The reason of a refusal for one field, in words. */
export function reasonFor(error: unknown, field: string): string {
  const { title, text } = explain(error);
  const own = error instanceof ApiError ? error.forField(field)?.message : undefined;
  return own ?? (text ? `${title} ${text}` : title);
}

/** Label and value in one line; a pencil on hover; the editor in the value's place. */
export function FieldRow({ field }: { readonly field: FieldMeta }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, canEdit, editing, setEditing, saved } = useRecordPage();
  const label = text(field.label);
  const value = record[field.name];
  // Giving a record away is a right of its own.
  const isMineToGive = field.name !== 'owner' || (meta.can?.includes('transfer') ?? false);
  const isEditable = canEdit && isMineToGive && isWritable(field) && isInPlace(field);
  const isOpen = editing === field.name && isEditable;
  const isSaved = saved.includes(field.name);
  return (
    <div
      className={`fr${isOpen ? ' open' : ''}${isSaved ? ' saved' : ''}${WIDE.has(field.type) || field.many ? ' wide' : ''}`}
      data-field={field.name}
    >
      <dt title={field.help ? text(field.help) : undefined}>{label}</dt>
      {isOpen ? (
        <dd>
          <InPlace field={field} value={value} onDone={() => setEditing(null)} />
        </dd>
      ) : (
        // A double press is a shortcut; the pencil is the way for everybody.
        <dd onDoubleClick={isEditable ? () => setEditing(field.name) : undefined}>
          <span className="v">
            {(field.type === 'encrypted' || field.masked) && typeof value === 'string' ? (
              <CoveredValue object={meta.name} field={field} value={value} record={record} />
            ) : (
              <FieldValue field={field} value={value} record={record} />
            )}
          </span>
          {isSaved && <Icon name="check" size={14} className="okmark" />}
          {isEditable && (
            <button type="button" className="pen" aria-label={t('editField', { field: label })} onClick={() => setEditing(field.name)}>
              <Icon name="pencil" size={14} />
            </button>
          )}
        </dd>
      )}
    </div>
  );
}

function InPlace({ field, value, onDone }: { readonly field: FieldMeta; readonly value: unknown; readonly onDone: () => void }) {
  const { record, save } = useRecordPage();
  const { language } = useFormat();
  const [base] = useState(record);
  const [draft, setDraft] = useState(value);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const commit = async (next: unknown) => {
    if (busy) return;
    if (sameValue(field, base[field.name], next)) return onDone();
    const wrong = problemOf(field, next, language, field.required ?? false);
    if (wrong) return setProblem(wrong);
    setBusy(true);
    try {
      await save({ [field.name]: next }, base);
      onDone();
    } catch (error) {
      setProblem(reasonFor(error, field.name));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="inplace" aria-busy={busy}>
      <Suspense fallback={<span className="inp" />}>
        <FieldEditor
          field={field}
          value={draft}
          onChange={(next) => {
            setDraft(next);
            setProblem(undefined);
          }}
          onCommit={(next) => void commit(next)}
          onCancel={onDone}
          autoFocus
          invalid={problem !== undefined}
          record={record}
        />
      </Suspense>
      {problem && (
        <p className="reason" role="alert">
          <Icon name="warn" size={14} />
          {problem}
        </p>
      )}
    </div>
  );
}
