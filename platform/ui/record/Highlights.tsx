import { currencyOf } from '../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { isEmpty } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { NextStep } from '../primitives/NextStep.tsx';
import { FieldValue } from './FieldValue.tsx';
import { useRecordPage } from './page-state.ts';
import { isFinished } from './stage.ts';

/** Four to seven fields of the head; the path has its own place. */
export function highlightsOf(meta: ObjectMeta): readonly FieldMeta[] {
  return (meta.highlights ?? [])
    .filter((name) => name !== meta.title && name !== meta.page?.path)
    .flatMap((name) => fieldOf(meta, name) ?? [])
    .slice(0, 7);
}

function Days({ on }: { readonly on: string }) {
  const { t } = useTranslation('record');
  const days = useFormat().daysUntil(on);
  if (days === null || Math.abs(days) > 400) return null;
  return (
    <em className={days < 0 ? 'late' : undefined}>
      {days < 0 ? t('overdueDays', { ns: 'common', count: -days }) : t('inDays', { count: days })}
    </em>
  );
}

/** A value large enough to be read at a glance: money as a figure, days to come, the next step. */
export function Highlight({ field }: { readonly field: FieldMeta }) {
  const { meta, record } = useRecordPage();
  const format = useFormat();
  const value = record[field.name];
  const isOpen = !isFinished(meta, record);
  if (field.name === 'nextStep' && !isEmpty(value))
    return <NextStep text={String(value)} on={(record['nextStepOn'] as string | null) ?? null} done={!isOpen} />;
  if (field.type === 'currency' && !isEmpty(value)) {
    const { text, title } = format.moneyFigure(value as string, currencyOf(record, field));
    return <b title={title}>{text}</b>;
  }
  return (
    <>
      <FieldValue field={field} value={value} record={record} />
      {field.type === 'date' && !isEmpty(value) && isOpen && <Days on={String(value)} />}
    </>
  );
}

export function Highlights() {
  const text = useLabel();
  const { meta } = useRecordPage();
  const fields = highlightsOf(meta);
  if (fields.length === 0) return null;
  const columns = fields.map((field) => (field.name === 'nextStep' ? '1.7fr' : field.type === 'lookup' ? '1.25fr' : '1fr')).join(' ');
  return (
    <dl className="hi" style={{ gridTemplateColumns: columns }}>
      {fields.map((field) => (
        <div key={field.name}>
          <dt>{text(field.label)}</dt>
          <dd>
            <Highlight field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
