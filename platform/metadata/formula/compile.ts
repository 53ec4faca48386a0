import { compileFormula, type Formula, FormulaError, type FormulaNode, type FormulaType } from '../../formula/index.ts';
import { fieldErrors } from '../../kernel/index.ts';
import type { FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { formulaScope } from './scope.ts';

const types: Readonly<Record<string, FormulaType>> = {
  number: 'number',
  currency: 'number',
  percent: 'number',
  rating: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** The type a formula must give for a field of this type. */
export function formulaTypeOf(type: FieldMeta['type']): FormulaType {
  return types[type] ?? 'text';
}

/** Whether the field is worked out from others instead of stored. */
export function isFormula(field: Pick<FieldMeta, 'storage'>): boolean {
  return field.storage.kind === 'formula';
}

const compiled = new WeakMap<FieldMeta, Formula | null>();

/**
 * The formula of a formula field, compiled once per version of the metadata. Undefined when it can no longer be read (what it names came to
 * an end by a way round the checks): the field is empty then, everywhere.
 */
export function formulaOf(metadata: Pick<TenantMetadata, 'object'>, object: ObjectMeta, field: FieldMeta): Formula | undefined {
  let formula = compiled.get(field);
  if (formula === undefined) {
    formula = compileOrNull(metadata, object, field.formula ?? '', formulaTypeOf(field.type));
    compiled.set(field, formula);
  }
  return formula ?? undefined;
}

/** compileFormula for records of an object. */
export function compileFor(
  metadata: Pick<TenantMetadata, 'object'>,
  object: ObjectMeta,
  source: string,
  expected?: FormulaType,
  scope: { readonly hasPrior?: boolean } = {},
): Formula {
  return compileFormula(source, formulaScope(metadata, object, scope), expected);
}

/** A condition of a validation rule, which may ask for the record as it was; null when it can not be read. */
export function ruleOrNull(metadata: Pick<TenantMetadata, 'object'>, object: ObjectMeta, condition: string): Formula | null {
  return readable(() => compileFor(metadata, object, condition, 'boolean', { hasPrior: true }));
}

/** compileFor; null when it can not be read. */
export function compileOrNull(
  metadata: Pick<TenantMetadata, 'object'>,
  object: ObjectMeta,
  source: string,
  expected?: FormulaType,
): Formula | null {
  return readable(() => compileFor(metadata, object, source, expected));
}

function readable(compile: () => Formula): Formula | null {
  try {
    return compile();
  } catch (error) {
    if (error instanceof FormulaError) return null;
    throw error;
  }
}

/** The same with every problem of the text named at `at`, with its place in the text. */
export function compileOrRefuse(
  metadata: Pick<TenantMetadata, 'object'>,
  object: ObjectMeta,
  {
    source,
    expected,
    at,
    hasPrior = false,
  }: { readonly source: string; readonly expected?: FormulaType; readonly at: string; readonly hasPrior?: boolean },
): Formula {
  try {
    return compileFor(metadata, object, source, expected, { hasPrior });
  } catch (error) {
    if (error instanceof FormulaError) throw refusalOf(error, at);
    throw error;
  }
}

/** What is wrong with a formula as a refusal: `errors[]` name the member, the place of the first character and how many are meant. */
export function refusalOf(error: FormulaError, at: string) {
  return fieldErrors(
    error.problems.map((problem) => ({
      field: at,
      code: 'INVALID_VALUE',
      message: problem.message,
      position: problem.at,
      length: problem.length,
    })),
  );
}

/** The text with API names where labels stood: it stays right when a field is called otherwise. */
export function canonicalSource({ source, ast }: Formula): string {
  const named: (FormulaNode & { kind: 'field' })[] = [];
  const walk = (node: FormulaNode): void => {
    if (node.kind === 'field') named.push(node);
    else if (node.kind === 'call') for (const arg of node.args) walk(arg);
  };
  walk(ast);
  let text = source;
  for (const { at, length, path } of named.sort((a, b) => b.at - a.at)) text = text.slice(0, at) + path + text.slice(at + length);
  return text;
}
