import { useQueries } from '@tanstack/react-query';
import { type FieldMeta, objectQuery, useLabel, useObjects } from '../../data/meta.ts';
import type { Filter } from '../../data/records.ts';
import type { Rollup } from '../../data/rollup.ts';
import { FilterGroup } from '../../filter/FilterGroup.tsx';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const functions = ['count', 'sum', 'min', 'max', 'avg'] as const;
const numbers: ReadonlySet<string> = new Set(['number', 'currency', 'percent', 'rating']);
const days: ReadonlySet<string> = new Set(['date', 'datetime']);
/** Written by every save; a roll-up over them would never rest. */
const restless: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedBy']);

const fits = (field: FieldMeta, fn: Rollup['function']) =>
  !field.system && (numbers.has(field.type) || (days.has(field.type) && (fn === 'min' || fn === 'max')));

const comparable = (field: FieldMeta) => field.type !== 'encrypted' && !restless.has(field.name);

/** What a roll-up sums up: which records below, how, which of their fields, and on what condition. */
export function RollupPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const names = (useObjects().data ?? []).map((one) => one.name);
  const metas = useQueries({ queries: names.map((name) => objectQuery(name)) }).flatMap(({ data }) => data ?? []);
  const rollup: Partial<Rollup> = value.rollup ?? {};
  const relations = metas.flatMap((meta) =>
    meta.fields
      .filter((field) => field.object === object.name && !field.many && (field.type === 'lookup' || field.type === 'masterDetail'))
      .map((field) => ({ meta, field, key: `${meta.name}.${field.name}` })),
  );
  const several = (name: string) => relations.filter(({ meta }) => meta.name === name).length > 1;
  const child = metas.find((meta) => meta.name === rollup.object);
  const set = (patch: Partial<Rollup>) => onChange({ rollup: { ...rollup, ...patch } });
  const fn = rollup.function ?? 'count';
  const sources = child?.fields.filter((field) => fits(field, fn)) ?? [];
  const relate = (key: string) => {
    const found = relations.find((one) => one.key === key);
    onChange({ rollup: found ? { object: found.meta.name, field: found.field.name, function: fn } : { function: fn } });
  };
  return (
    <>
      <Field
        label={t('rollupRecords')}
        required
        hint={relations.length === 0 ? t('rollupNone', { object: text(object.label) }) : undefined}
        error={problem('rollup') ?? problem('rollup.object') ?? problem('rollup.field')}
      >
        {(control) => (
          <select
            className="inp"
            {...control}
            value={rollup.object ? `${rollup.object}.${rollup.field}` : ''}
            onChange={(event) => relate(event.target.value)}
          >
            <option value="">{t('choose')}</option>
            {relations.map(({ meta, field, key }) => (
              <option key={key} value={key}>
                {several(meta.name) || meta.name === object.name
                  ? t('rollupBy', { object: text(meta.label), field: text(field.label) })
                  : text(meta.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="two">
        <Field label={t('rollupFunction')} required error={problem('rollup.function')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={fn}
              onChange={(event) => {
                const next = event.target.value as Rollup['function'];
                const keeps = next !== 'count' && child?.fields.some((field) => field.name === rollup.of && fits(field, next));
                const { of: _of, ...rest } = rollup;
                onChange({ rollup: { ...rest, function: next, ...(keeps ? { of: rollup.of } : {}) } });
              }}
            >
              {functions.map((one) => (
                <option key={one} value={one}>
                  {t(`rollup_${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {fn !== 'count' && (
          <Field
            label={t('rollupOf')}
            required
            hint={child && sources.length === 0 ? t('rollupNoSource') : undefined}
            error={problem('rollup.of')}
          >
            {(control) => (
              <select
                className="inp"
                {...control}
                disabled={!child}
                value={rollup.of ?? ''}
                onChange={(event) => set(event.target.value ? { of: event.target.value } : {})}
              >
                <option value="">{t('choose')}</option>
                {sources.map((field) => (
                  <option key={field.name} value={field.name}>
                    {text(field.label)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      {child && (
        <section className="rollup-filter" aria-labelledby="rollup-filter">
          <h3 className="h3" id="rollup-filter">
            {t('rollupFilter')}
          </h3>
          <p className="note">{t('rollupFilterHint', { object: text(child.label) })}</p>
          <FilterGroup
            key={child.name}
            meta={child}
            filter={rollup.filter as Filter | undefined}
            accept={comparable}
            onChange={(filter) => {
              const { filter: _old, ...rest } = rollup;
              onChange({ rollup: { ...rest, function: fn, ...(filter ? { filter } : {}) } });
            }}
          />
          {problem('rollup.filter') && <p className="err">{problem('rollup.filter')}</p>}
        </section>
      )}
    </>
  );
}
