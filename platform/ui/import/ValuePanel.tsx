import { useId } from 'react';
import { type FieldMeta, fieldOf, type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { isReference } from '../data/records.ts';
import { useCan, useFormat } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { targetsOf } from '../form/editors/lookup.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { EmptyState } from '../primitives/states.tsx';
import { errorsHref, type Inspection } from './data.ts';
import { hasOptions, openValues, type ProblemGroup, pointsToRecord, type ValueMatch, withSetting, withValue } from './plan.ts';
import type { Draft } from './useDraft.ts';

const SHOWN = 60;

interface ValueRowProps {
  readonly field: FieldMeta;
  readonly value: ValueMatch;
  /** What a person has said; undefined when nothing. */
  readonly rule: string | null | undefined;
  readonly hot: boolean;
  readonly onRule: (to: string | null | undefined) => void;
}

function ValueRow({ field, value, rule, hot, onRule }: ValueRowProps) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const name = t('chooseFor', { value: value.value });
  const id = useId();
  return (
    <li className={hot ? 'hot' : undefined}>
      <span className="from">
        <span className="ell" title={value.value}>
          {value.value}
        </span>
        <span className="note">{t('rows', { n: format.number(value.count) })}</span>
      </span>
      <Icon name="arrow" size={14} />
      {hasOptions(field) ? (
        <span className="imp-fs">
          <select
            aria-label={name}
            value={rule === null ? '\u0000' : (rule ?? value.to?.id ?? '')}
            onChange={(event) => onRule(event.target.value === '\u0000' ? null : event.target.value || undefined)}
          >
            <option value="">{t('chooseOption')}</option>
            {field.options
              ?.filter((option) => option.active !== false)
              .map((option) => (
                <option key={option.key} value={option.key}>
                  {text(option.label)}
                </option>
              ))}
            <option value={'\u0000'}>{t('leaveEmpty')}</option>
          </select>
          <Icon name="down" size={14} />
        </span>
      ) : (
        <span>
          <label className="vh" htmlFor={id}>
            {name}
          </label>
          <FieldEditor
            id={id}
            field={{ ...field, required: false, many: false }}
            value={value.to && rule !== null ? { id: value.to.id, title: value.to.title } : null}
            onChange={(next) => onRule(isReference(next) ? next.id : undefined)}
          />
        </span>
      )}
    </li>
  );
}

/** What to do with all texts that mean nothing: make them, or leave the field empty. */
function ForAll({
  field,
  column,
  draft,
  open,
  what,
}: {
  field: FieldMeta;
  column: string;
  draft: Draft;
  open: readonly ValueMatch[];
  what: string;
}) {
  const { t } = useTranslation('import');
  const can = useCan();
  const { mapping } = draft.values;
  const entry = mapping.find((one) => one.column === column);
  const target = targetsOf(field)?.[0];
  const mayCreate = hasOptions(field)
    ? field.type !== 'stage' && (field.open === true || can('metadata.manage'))
    : target !== undefined && can(`${target}.create`);
  const set = (changes: Parameters<typeof withSetting>[2]) => draft.change({ mapping: withSetting(mapping, column, changes) });
  if (entry?.createMissing || entry?.onMissing === 'empty')
    return (
      <p className="imp-all on">
        <Icon name="check" />
        <span>{entry.createMissing ? t('allNewOn', { count: open.length, what }) : t('allEmptyOn')}</span>
        <Button size="xs" onClick={() => set({ createMissing: undefined, onMissing: undefined })}>
          {t('undoChoice')}
        </Button>
      </p>
    );
  if (open.length === 0) return null;
  return (
    <>
      {mayCreate && (
        <p className="imp-all">
          <Icon name="info" />
          <span>{t('allNewText', { count: open.length, what })}</span>
          <Button size="xs" onClick={() => set({ createMissing: true })}>
            {t('allNew')}
          </Button>
        </p>
      )}
      {!field.required && (
        <Button size="sm" onClick={() => set({ onMissing: 'empty' })}>
          {t('allEmpty')}
        </Button>
      )}
    </>
  );
}

function Samples({ field, problems, importId }: { field: FieldMeta | undefined; problems: readonly ProblemGroup[]; importId: string }) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const count = problems.reduce((sum, group) => Math.max(sum, group.count), 0);
  if (problems.length === 0) return null;
  return (
    <section>
      <h2>
        {t('samplesOf', { field: field ? text(field.label) : '', n: format.number(count) })}
        <span className="note">{t('samples')}</span>
      </h2>
      <ul className="imp-samples">
        {problems.flatMap((group) =>
          group.samples.slice(0, 5).map((sample) => (
            <li key={`${group.code}-${sample.row}`}>
              <span className="sub">{t('rowNumber', { row: sample.row })}</span>
              <span>
                <code>{sample.value ?? t('empty')}</code> {group.message}
              </span>
            </li>
          )),
        )}
      </ul>
      <a className="btn sm" href={errorsHref(importId)} download>
        <Icon name="download" />
        <span>{t('downloadErrors', { n: format.number(count) })}</span>
      </a>
    </section>
  );
}

/** The right side: what the texts of one column mean, how its dates are written, rows that went wrong. */
export function ValuePanel({
  meta,
  draft,
  column,
  found,
  problems,
  importId,
}: {
  readonly meta: ObjectMeta;
  readonly draft: Draft;
  readonly column: string;
  readonly found: Inspection;
  readonly problems: readonly ProblemGroup[];
  readonly importId: string;
}) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const objects = useObjects().data;
  const { mapping } = draft.values;
  const entry = mapping.find((one) => one.column === column);
  const field = entry && fieldOf(meta, entry.field);
  const values = field && !entry.path && (hasOptions(field) || pointsToRecord(field)) ? (found.values[column] ?? []) : [];
  const target = field && targetsOf(field)?.[0];
  const what = hasOptions(field) ? t('options') : text(objects?.find((one) => one.name === target)?.label);
  const open = openValues(found.values[column], entry);
  const ruled = (value: ValueMatch) => Object.hasOwn(entry?.valueMap ?? {}, value.value);
  const shown = [
    ...values.filter((value) => open.includes(value) || ruled(value) || value.how === 'near'),
    ...values.filter((value) => value.how === 'exact' && !ruled(value)),
  ];
  const date = entry && found.dateFormats[column];
  if (!entry || !field) return <EmptyState small icon="info" title={t('none')} text={t('nothingOpenText')} />;
  const dateFormat = entry.format ?? date?.format;
  return (
    <>
      {shown.length > 0 && (
        <section>
          <h2>{t('panelOf', { field: text(field.label), what })}</h2>
          {!entry.path && <ForAll field={field} column={column} draft={draft} open={open} what={what} />}
          <ul className="imp-values">
            {shown.slice(0, SHOWN).map((value) => (
              <ValueRow
                key={value.value}
                field={field}
                value={value}
                rule={entry.valueMap?.[value.value]}
                hot={open.includes(value) && !entry.createMissing && entry.onMissing !== 'empty'}
                onRule={(to) => draft.change({ mapping: withValue(mapping, column, value.value, to) })}
              />
            ))}
          </ul>
          {shown.length > SHOWN && <p className="note">{t('moreValues', { count: shown.length - SHOWN })}</p>}
        </section>
      )}
      {dateFormat && date && (
        <section>
          <h2>{t('dateFormat')}</h2>
          <Segmented
            label={t('dateFormat')}
            value={dateFormat}
            onChange={(next) => draft.change({ mapping: withSetting(mapping, column, { format: next }) })}
            segments={['YMD', 'MDY', 'DMY'].map((one) => ({ value: one, label: t(`date${one}`) }))}
          />
          {!date.certain && !entry.format && <p className="note">{t('dateUnsure')}</p>}
        </section>
      )}
      <Samples field={field} problems={problems} importId={importId} />
      {shown.length === 0 && problems.length === 0 && !date && (
        <EmptyState
          small
          icon="check"
          title={t('nothingOpen')}
          text={found.columns.find((one) => one.column === column)?.samples.join('；')}
        />
      )}
    </>
  );
}
