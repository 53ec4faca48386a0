import { useState } from 'react';
import { type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { useMedia } from '../primitives/media.ts';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { ColumnRow } from './ColumnRow.tsx';
import { type Import, useInspection } from './data.ts';
import { fieldChoices, type Verdict, verdict, withField } from './plan.ts';
import { Tally } from './Tally.tsx';
import type { Draft } from './useDraft.ts';
import { ValuePanel } from './ValuePanel.tsx';

const needsHand = (found: Verdict) => found.tone === 'warn' || found.tone === 'bad';

function Waiting() {
  return (
    <Delayed>
      <div className="bones">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Bone key={key} height={30} />
        ))}
      </div>
    </Delayed>
  );
}

/** What the file was taken for, which may have been wrong. */
function ObjectChoice({ meta, draft }: { readonly meta: ObjectMeta; readonly draft: Draft }) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const [busy, setBusy] = useState(false);
  const objects = (useObjects().data ?? []).filter((one) => one.can?.includes('import'));
  if (objects.length < 2) return null;
  const change = (object: string) => {
    setBusy(true);
    draft
      .changeObject(object)
      .catch(toast.error)
      .finally(() => setBusy(false));
  };
  return (
    <Field label={t('whatObject')} hint={t('whatObjectHint')} className="imp-object">
      {(control) => (
        <select className="inp" {...control} value={meta.name} disabled={busy} onChange={(event) => change(event.target.value)}>
          {objects.map((one) => (
            <option key={one.name} value={one.name}>
              {text(one.label)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Second step: which column fills which field, and what its values mean. */
export function MappingStep({
  record,
  meta,
  draft,
  onNext,
}: {
  readonly record: Import;
  readonly meta: ObjectMeta;
  readonly draft: Draft;
  readonly onNext: () => void;
}) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const narrow = useMedia('(max-width: 1023.98px)');
  const { mapping } = draft.values;
  const seen = useInspection(record, mapping);
  const [chosen, setChosen] = useState<string | null>(null);
  const [only, setOnly] = useState(false);
  if (seen.error && !seen.data) return <ErrorState error={seen.error} onRetry={() => void seen.refetch()} />;
  if (!seen.data) return <Waiting />;
  const found = seen.data;
  const keepsOrigin = can('settings.manage');
  const fields = fieldChoices(meta, keepsOrigin);
  // A file of the fields taken in an earlier life of the same mapping is void: what counts is the last dry run.
  const problems = draft.pending ? [] : record.problemsByColumn;
  const rows = found.columns.map((column) => {
    const entry = mapping.find((one) => one.column === column.column);
    return {
      column,
      entry,
      found: verdict({
        entry,
        filled: column.filled,
        problems,
        values: found.values[column.column],
        key: draft.values.key,
        within: fields.find((field) => field.name === entry?.field)?.object === meta.name,
      }),
    };
  });
  const worst = rows.find((row) => needsHand(row.found))?.column.column;
  const active = chosen ?? (narrow ? null : (worst ?? null));
  const shown = only ? rows.filter((row) => needsHand(row.found)) : rows;
  const mapped = new Set(mapping.map((entry) => entry.field));
  const missing =
    record.mode === 'update' ? [] : fields.filter((field) => field.required && !mapped.has(field.name) && field.default === undefined);
  const panel = active !== null && (
    <ValuePanel
      key={active}
      meta={meta}
      draft={draft}
      column={active}
      found={found}
      problems={problems.filter((group) => group.column === active)}
      importId={record.id}
    />
  );
  return (
    <>
      <Tally record={record} draft={draft} only={only} onOnly={setOnly} />
      <div className="imp-body">
        <div className="imp-columns">
          <ObjectChoice meta={meta} draft={draft} />
          {draft.failure && (
            <div className="alert bad" role="alert">
              <Icon name="warn" />
              <span>{draft.failure.errors.map((one) => one.message).join('；') || draft.failure.message}</span>
            </div>
          )}
          {found.source && (
            <div className="alert info">
              <Icon name="info" />
              <span>{t(keepsOrigin ? 'foreign' : 'foreignOwn', { name: found.source.label })}</span>
            </div>
          )}
          {missing.length > 0 && (
            <div className="alert warn">
              <Icon name="warn" />
              <span>{t('requiredMissing', { fields: missing.map((field) => text(field.label)).join('、') })}</span>
            </div>
          )}
          <table className="imp-table">
            <colgroup>
              <col className="c1" />
              <col className="c2" />
              <col className="c3" />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t('column', { count: found.columns.length })}</th>
                <td />
                <th scope="col">{t('field')}</th>
                <th scope="col">{t('result')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <ColumnRow
                  key={row.column.column}
                  {...row}
                  partOf={fields.find((field) => field.name === mapping.find((one) => one.join === row.column.column)?.field)}
                  fields={fields}
                  taken={mapped}
                  active={row.column.column === active}
                  onChoose={() => setChosen(row.column.column)}
                  onField={(field) => {
                    draft.change({ mapping: withField(mapping, row.column.column, field) });
                    if (!narrow) setChosen(row.column.column);
                  }}
                />
              ))}
            </tbody>
          </table>
          {only && shown.length === 0 && (
            <EmptyState small icon="check" title={t('noProblems')}>
              <Button onClick={() => setOnly(false)}>{t('showAll')}</Button>
            </EmptyState>
          )}
        </div>
        {narrow ? (
          <Drawer open={active !== null} onClose={() => setChosen(null)} title={active ?? ''}>
            {panel}
          </Drawer>
        ) : (
          <aside className="imp-panel" aria-label={t('panel')}>
            {panel || <EmptyState small icon="check" title={t('nothingOpen')} text={t('nothingOpenText')} />}
          </aside>
        )}
      </div>
      <footer className="imp-foot">
        <label className="imp-remember">
          <input
            type="checkbox"
            className="cb"
            checked={draft.values.remember}
            onChange={(event) => draft.change({ remember: event.target.checked })}
          />
          <span>{found.remembered ? t('remembered') : t('remember')}</span>
        </label>
        <span className="sp" />
        {record.failed > 0 && <span className="note">{t('problemRows', { n: format.number(record.failed) })}</span>}
        <Button kind="primary" onClick={onNext} disabled={mapping.length === 0}>
          {t('nextRules')}
        </Button>
      </footer>
    </>
  );
}
