import { fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { type Reference, useRecord } from '../data/records.ts';
import { useFormat, useSession } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { AutomationChoice } from './AutomationChoice.tsx';
import type { Import } from './data.ts';
import { countsOf, type Duplicates, type ImportMode, keyChoices, likelyKey } from './plan.ts';
import type { Draft } from './useDraft.ts';
import { Warnings } from './Warnings.tsx';

interface Way {
  readonly key: 'modeCreate' | 'modeReview' | 'modeSkip' | 'modeUpsert' | 'modeUpdate';
  readonly mode: ImportMode;
  readonly duplicates: Duplicates;
}

const WAYS: readonly Way[] = [
  { key: 'modeCreate', mode: 'create', duplicates: 'create' },
  { key: 'modeReview', mode: 'create', duplicates: 'review' },
  { key: 'modeSkip', mode: 'create', duplicates: 'skip' },
  { key: 'modeUpsert', mode: 'upsert', duplicates: 'create' },
  { key: 'modeUpdate', mode: 'update', duplicates: 'create' },
];

/** Rows are told apart by a field of the file. */
const byKey = ({ mode, duplicates }: Way) => mode !== 'create' || duplicates === 'skip';

/** Records are changed by who may edit them; what is alike is told where there is a rule for it. */
const isOffered = (meta: ObjectMeta, { mode, duplicates }: Way) =>
  duplicates === 'review' ? meta.hasMatchRule === true : mode === 'create' || (meta.can?.includes('edit') ?? true);

function Owner({ draft, meta }: { readonly draft: Draft; readonly meta: ObjectMeta }) {
  const { t } = useTranslation('import');
  const { user } = useSession();
  const field = fieldOf(meta, 'owner');
  const { owner } = draft.values;
  const person = useRecord('user', owner ?? user.id).data;
  if (!field || meta.access?.owned === false) return null;
  const value: Reference | null = owner ? { id: owner, title: String(person?.['name'] ?? '') } : null;
  return (
    <Field label={t('owner')} hint={t('ownerHint')} className="imp-owner">
      {(control) => (
        <FieldEditor
          field={{ ...field, required: false }}
          id={control.id}
          value={value}
          onChange={(next) => draft.change({ owner: (next as Reference | null)?.id ?? null })}
        />
      )}
    </Field>
  );
}

/** Third step: what happens to records that are there already, whom new ones belong to, and what follows from them. */
export function RulesStep({
  record,
  meta,
  draft,
  onBack,
  onStart,
  starting,
}: {
  readonly record: Import;
  readonly meta: ObjectMeta;
  readonly draft: Draft;
  readonly onBack: () => void;
  readonly onStart: () => void;
  readonly starting: boolean;
}) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const { values } = draft;
  const keys = keyChoices(meta, values.mapping);
  const chosen = WAYS.find((way) => way.mode === values.mode && (way.mode !== 'create' || way.duplicates === values.duplicates)) ?? WAYS[0];
  const needsKey = chosen !== undefined && byKey(chosen);
  const counts = countsOf(record);
  const checking = record.status === 'running' || (draft.pending && draft.isQuick);
  const counted = record.status === 'dryRunDone' && !draft.pending;
  const nothing = counted && counts.good === 0;
  const willImport = counted ? counts.good - record.skipped : record.total;
  const left = counted ? counts.total - willImport : 0;
  const choose = (way: Way) =>
    draft.change({ mode: way.mode, duplicates: way.duplicates, key: values.key ?? likelyKey(meta, values.mapping) ?? null });
  return (
    <>
      <div className="imp-rules">
        <fieldset>
          <legend>{t('rulesTitle')}</legend>
          {WAYS.filter((way) => isOffered(meta, way)).map((way) => (
            <label key={way.key} className={way === chosen ? 'on' : undefined}>
              <input
                type="radio"
                name="way"
                checked={way === chosen}
                disabled={byKey(way) && keys.length === 0}
                onChange={() => choose(way)}
              />
              <span>
                <b>{t(way.key)}</b>
                <span className="sub">{t(`${way.key}Text`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {keys.length === 0 && <p className="note">{t('noKey')}</p>}
        {needsKey && (
          <Field label={t('key')} hint={t('keyHint')} error={draft.failure?.forField('key')?.message}>
            {(control) => (
              <select className="inp" {...control} value={values.key ?? ''} onChange={(event) => draft.change({ key: event.target.value })}>
                {!values.key && <option value="">{t('chooseKey')}</option>}
                {keys.map((field) => (
                  <option key={field.name} value={field.name}>
                    {text(field.label)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Owner draft={draft} meta={meta} />
        <AutomationChoice value={values.automation} onChange={(automation) => draft.change({ automation })} />
        <section className="imp-sum" aria-live="polite">
          <h2>{t('summary')}</h2>
          {checking ? (
            <p className="sub">
              {t('checking', { done: format.number(record.status === 'running' ? record.done : 0), total: format.number(record.total) })}
            </p>
          ) : counted ? (
            <dl>
              {(['created', 'updated', 'skipped', 'failed'] as const).map((key) => (
                <div key={key} className={key}>
                  <dt>{t(key)}</dt>
                  <dd>{format.number(record[key])}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <p className="row">
              <span className="sub">{t('notCounted', { total: format.number(record.total) })}</span>
              <Button size="sm" onClick={() => void draft.check()}>
                {t('checkAll')}
              </Button>
            </p>
          )}
          {counted && <Warnings record={record} />}
          {draft.failure && (
            <p className="alert bad" role="alert">
              <Icon name="warn" />
              <span>{draft.failure.errors.map((one) => one.message).join('；') || draft.failure.message}</span>
            </p>
          )}
        </section>
      </div>
      <footer className="imp-foot">
        <span className="sp" />
        {nothing && <span className="note">{t('nothingGood')}</span>}
        {checking && <span className="note">{t('waitCheck')}</span>}
        <Button onClick={onBack}>{t('previous')}</Button>
        <Button kind="primary" onClick={onStart} busy={starting} disabled={nothing || checking || draft.failure !== null}>
          {t(left > 0 ? 'startSome' : 'startNow', { n: format.number(willImport), left: format.number(left) })}
        </Button>
      </footer>
    </>
  );
}
