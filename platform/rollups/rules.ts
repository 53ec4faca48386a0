import { allRecords, beginWork } from '../administration/work.ts';
import { sql } from '../database/sql.ts';
import { runBackground } from '../jobs/index.ts';
import { fieldError, label } from '../kernel/index.ts';
import { dependenceOf } from '../metadata/formula/index.ts';
import { type RollupRules, rollupsOver } from '../metadata/index.ts';
import { sourcesOf } from '../metadata/rollup.ts';
import type { Context, FieldDefinition, RollupDefinition, TenantMetadata } from '../module/index.ts';
import { displayScale } from '../storage/codec.ts';
import { checkRollup } from './check.ts';

const filledIn = ['required', 'unique', 'default', 'options', 'optionSet', 'dependsOn'] as const;

/** What the metadata asks of roll-ups; given to the application as `rollups`. */
export const rollupRules: RollupRules = {
  complete(ctx, meta, name, said) {
    const stored = meta.fields.get(name)?.rollup;
    const { result: _result, computing: _computing, ...definition } = said;
    if (definition.type !== 'rollup' && !stored) {
      if (definition.rollup) throw fieldError('INVALID_VALUE', 'rollup', label('只有汇总字段可以汇总', 'Only roll-up fields sum up'));
      return definition;
    }
    const wrong = filledIn.find((key) => definition[key] !== undefined && definition[key] !== null && definition[key] !== false);
    if (wrong)
      throw fieldError(
        'INVALID_VALUE',
        wrong,
        label('汇总字段由系统计算，不能设置这一项', 'A roll-up is worked out by the system; this can not be set'),
      );
    const { type, scale: _scale, rollup, ...rest } = definition;
    if (!rollup || (stored && sameJson(stored, rollup))) return rest;
    const given = checkRollup(ctx, meta, name, rollup);
    const before = meta.fields.get(name);
    if (stored && before && before.type !== given.result)
      throw fieldError(
        'STATE',
        'rollup.of',
        label('这样改会换一种结果类型，请新建一个汇总字段', 'This would give another type of value; add another roll-up'),
      );
    return { ...rest, ...(stored ? {} : { type: type ?? 'rollup' }), rollup, ...given };
  },

  async changed(tx, object, name, definition) {
    if (definition.rollup) await start(tx, object, name, {});
    const field = tx.meta.object(object)?.fields.get(name);
    // another formula below gives other values
    if (definition.formula !== undefined && field?.formula !== undefined)
      for (const { parent, field: over, rollup } of rollupsOver(tx.meta, object))
        if (namesField(tx.meta, rollup, name)) await start(tx, parent.name, over.name, {});
    if (definition.scale === undefined || !field || field.rollup) return;
    // more decimals below are more decimals above
    for (const { parent, field: over, rollup } of rollupsOver(tx.meta, object))
      if (rollup.of === name && over.type !== 'date')
        await start(tx, parent.name, over.name, {
          scale: displayScale({ type: field.type, scale: definition.scale }) + (rollup.function === 'avg' ? 2 : 0),
        });
  },

  refuseUsed(ctx, object, field) {
    const over = rollupsOver(ctx.meta, object).find((one) => (field === undefined ? one.parent.name !== object : one.sources.has(field)));
    if (!over) return;
    const { parent, field: by } = over;
    throw fieldError(
      'STATE',
      'name',
      label(
        `汇总字段“${parent.label.zh} · ${by.label.zh}”正在使用它，请先修改或删除那个汇总`,
        `The roll-up "${parent.label.en} · ${by.label.en}" uses it; change or delete that roll-up first`,
      ),
    );
  },
};

/** Whether a roll-up names a formula field, or one that uses it. */
function namesField(meta: TenantMetadata, rollup: RollupDefinition, name: string): boolean {
  const child = meta.object(rollup.object);
  return [...sourcesOf(rollup)].some((source) => {
    const field = child?.fields.get(source);
    return source === name || (child && field?.formula !== undefined && dependenceOf(meta, child, field).formulas.has(name));
  });
}

/** Keys come back from the database in another order. */
function sameJson(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([x], [y]) => (x < y ? -1 : 1))
              .map(([key, one]) => [key, sorted(one)]),
          )
        : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Existing records are worked out by a job; until it is done the field says that it is computing. */
async function start(tx: Context, object: string, name: string, change: Partial<FieldDefinition>): Promise<void> {
  const meta = tx.meta.object(object);
  if (!meta) return;
  await tx.query(sql`
    update meta_field set definition = definition || ${JSON.stringify({ ...change, computing: true })}::jsonb
    where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*)::int as count from ${sql.id(meta.table)} t where ${allRecords(tx, meta)}`,
  );
  const plan = { from: { slot: null }, to: { slot: null } };
  const work = await beginWork(tx, { kind: 'rollup', object, field: name, plan, phase: 'settle', total: 2 * (row?.count ?? 0) });
  await runBackground(tx, 'metadata.work', { work });
}
