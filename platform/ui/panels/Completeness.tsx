import { type Label, type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { ErrorState } from '../primitives/states.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { usePanel } from './data.ts';
import './panels.css';

interface Data {
  readonly filled: number;
  readonly asked: number;
  readonly percent: number | null;
  readonly missing: readonly { readonly field: string; readonly label: Label }[];
}

const SHOWN = 4;

/** 资料完整度 in one line: how much, and what is missing; a click goes to the field. */
export function Completeness({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('panels');
  const text = useLabel();
  const { canEdit, jump } = useRecordPage();
  const { data, error, refetch } = usePanel<Data>(object.name, record.id, 'completeness');
  if (error && !data) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data || data.percent === null) return null;
  const rest = data.missing.length - SHOWN;
  return (
    <section className="compl hd-line" aria-label={t('completeness')}>
      <span className="note">{t('completeness')}</span>
      <meter min={0} max={100} value={data.percent} aria-label={t('completeness')} />
      <b>{data.percent}%</b>
      <span className="note">{data.missing.length === 0 ? t('complete') : t('filledOf', { filled: data.filled, asked: data.asked })}</span>
      {data.missing.length > 0 && (
        <span className="miss">
          <span className="note">{t('missing')}</span>
          {data.missing.slice(0, SHOWN).map(({ field, label }) =>
            canEdit ? (
              <button
                key={field}
                type="button"
                className="lnk"
                aria-label={t('fillIn', { field: text(label) })}
                onClick={() => jump(field)}
              >
                {text(label)}
              </button>
            ) : (
              <span key={field}>{text(label)}</span>
            ),
          )}
          {rest > 0 && (
            <span
              className="note"
              title={data.missing
                .slice(SHOWN)
                .map(({ label }) => text(label))
                .join('、')}
            >
              {t('moreMissing', { count: rest })}
            </span>
          )}
        </span>
      )}
    </section>
  );
}
