import { FormulaError, type FormulaType } from '../formula/index.ts';
import { errors, fieldError, type Label, label, textOf } from '../kernel/index.ts';
import { type BodyReader, compileFor, formulaPath, mayEditMetadata } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { sampleValue } from '../records/index.ts';

/** What is wrong at which characters. */
interface Problem {
  readonly position: number;
  readonly length: number;
  readonly message: string;
}

/** A formula as an editor wants to know it while it is typed. */
export type FormulaCheck =
  | {
      readonly ok: true;
      readonly type: FormulaType;
      readonly scale?: number;
      readonly fields: readonly { readonly path: string; readonly label: Label }[];
      /** Of the sample record; absent when none was named. */
      readonly value?: unknown;
    }
  | { readonly ok: false; readonly errors: readonly Problem[] };

const types: readonly FormulaType[] = ['text', 'number', 'date', 'datetime', 'boolean'];

/** `POST /meta/objects/{o}/formula/check` {formula, expected?, record?, rule?}; `rule`: as a condition of a validation rule. */
export async function checkFormula(ctx: Context, object: string, reader: BodyReader): Promise<FormulaCheck> {
  mayEditMetadata(ctx);
  const meta = ctx.meta.object(object);
  if (!meta) throw errors.NOT_FOUND();
  reader.only(new Set(['formula', 'expected', 'record', 'rule']));
  const source = reader.raw('formula');
  const expected = reader.oneOf('expected', types);
  const record = reader.text('record', { max: 60 });
  const hasPrior = reader.boolean('rule') ?? false;
  reader.finish();
  if (typeof source !== 'string') throw fieldError('WRONG_TYPE', 'formula', label('应为文字', 'Must be text'));
  try {
    const formula = compileFor(ctx.meta, meta, source, expected, { hasPrior });
    return {
      ok: true,
      type: formula.type,
      ...(formula.scale === undefined ? {} : { scale: formula.scale }),
      fields: formula.fields.map((path) => ({ path, label: pathLabel(ctx, meta, path) })),
      ...(record === undefined ? {} : { value: await sampleValue(ctx, meta, formula, record) }),
    };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return {
      ok: false,
      errors: error.problems.map(({ at, length, message }) => ({ position: at, length, message: textOf(message, ctx.language) })),
    };
  }
}

/** 客户 · 行业 */
function pathLabel(ctx: Context, meta: ObjectMeta, path: string): Label {
  const found = formulaPath(ctx.meta, meta, path);
  const fields = found ? [...found.hops.map((hop) => hop.field), found.field] : [];
  return label(fields.map((field) => field.label.zh).join(' · '), fields.map((field) => field.label.en).join(' · '));
}
