import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import type { Import } from './data.ts';
import { countsOf } from './plan.ts';
import type { Draft } from './useDraft.ts';

/** The big figure, the bar and the counts that sum to the file. */
export function Tally({
  record,
  draft,
  only,
  onOnly,
}: {
  readonly record: Import;
  readonly draft: Draft;
  readonly only: boolean;
  readonly onOnly: (only: boolean) => void;
}) {
  const { t } = useTranslation('import');
  const format = useFormat();
  const checking = record.status === 'running' || (draft.pending && draft.isQuick);
  const counted = record.done > 0;
  const counts = countsOf(record);
  const total = record.status === 'dryRunDone' ? counts.total : Math.max(record.total, counts.total);
  const parts = [
    { key: 'willImport', value: counts.good, color: 'var(--c-ok-mark)' },
    { key: 'unmatched', value: counts.unmatched, color: 'var(--c-warn-mark)' },
    { key: 'format', value: counts.format, color: 'var(--c-bad-mark)' },
    { key: 'rule', value: counts.rule, color: 'var(--k5)' },
  ] as const;
  return (
    <section className="imp-tally" aria-label={t('result')}>
      <p className="big">
        {counted ? (
          <>
            {format.number(counts.good)} <small>{t('importable', { total: format.number(total) })}</small>
          </>
        ) : (
          <small>{t('notCounted', { total: format.number(record.total) })}</small>
        )}
      </p>
      <div>
        <div className="imp-bar" aria-hidden="true">
          {parts.map(
            (part) =>
              counted &&
              part.value > 0 && (
                <i key={part.key} style={{ width: `${(100 * part.value) / Math.max(total, 1)}%`, background: part.color }} />
              ),
          )}
        </div>
        <p className="imp-legend">
          {counted &&
            parts.map(
              (part) =>
                (part.value > 0 || part.key === 'willImport') && (
                  <span key={part.key}>
                    <u style={{ background: part.color }} aria-hidden="true" />
                    {t(part.key)} <b>{format.number(part.value)}</b>
                  </span>
                ),
            )}
          <span className="sp" />
          <span className="sub" role="status">
            {checking
              ? t('checking', { done: format.number(record.status === 'running' ? record.done : 0), total: format.number(record.total) })
              : t(draft.isQuick ? 'recount' : 'large')}
          </span>
        </p>
      </div>
      <div className="row">
        {!draft.isQuick && (
          <Button busy={checking} onClick={() => void draft.check()}>
            {t('checkAll')}
          </Button>
        )}
        <Button icon="filter" pressed={only} onClick={() => onOnly(!only)}>
          {t('onlyProblems')}
        </Button>
      </div>
    </section>
  );
}
