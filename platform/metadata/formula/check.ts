import { type Formula, FormulaCycleError, formulaOrder, MAX_LENGTH } from '../../formula/index.ts';
import { errors, type FieldProblem, fieldError, fieldErrors, type Label, label } from '../../kernel/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { canonicalSource, compileOrRefuse, formulaOf, formulaTypeOf, isFormula } from './compile.ts';
import { readFormulaDefault } from './default.ts';
import { formulaPath } from './scope.ts';
import { formulaUsers, userLabel, usersOf } from './uses.ts';

/** How far a chain of formula fields that use each other may go; each link is a step of every query that reads the last one. */
const longestChain = 10;
/** Records above that one formula field may reach, those its formula fields reach counted. */
const mostReached = 12;
const defaultScale = 2;
const mostScale = 6;

/** Metadata in which an object has these fields also. */
function withFields(
  metadata: TenantMetadata,
  object: ObjectMeta,
  fields: readonly FieldMeta[],
): { metadata: TenantMetadata; object: ObjectMeta } {
  const changed = { ...object, fields: new Map([...object.fields, ...fields.map((field) => [field.name, field] as const)]) };
  return { object: changed, metadata: { ...metadata, object: (name) => (name === object.name ? changed : metadata.object(name)) } };
}

/** A field that is about to be made or changed, as the formulas beside it will see it. */
export function coming(name: string, definition: Partial<FieldDefinition>): FieldMeta {
  return {
    ...(definition as FieldDefinition),
    name,
    custom: true,
    system: false,
    storage: definition.formula === undefined ? { kind: 'custom', key: '', slot: null } : { kind: 'formula' },
  };
}

/**
 * Checks the formula of a field before it is written, with the fields that come along with it: it can be read, gives the type it says, and
 * no ring comes of it. Answers what is written: API names, and the decimals of its numbers.
 */
function checkFormulaField(
  ctx: Pick<Context, 'meta'>,
  meta: ObjectMeta,
  {
    name,
    definition,
    siblings = [],
    at = '',
  }: {
    readonly name: string;
    readonly definition: Partial<FieldDefinition>;
    readonly siblings?: readonly FieldMeta[];
    readonly at?: string;
  },
): Partial<FieldDefinition> {
  const source = definition.formula;
  if (source === undefined || definition.type === undefined) return definition;
  const given = coming(name, definition);
  const seen = withFields(ctx.meta, meta, [...siblings, given]);
  const formula = compileOrRefuse(seen.metadata, seen.object, { source, expected: formulaTypeOf(definition.type), at: `${at}formula` });
  refuseCircle(seen.metadata, seen.object, { field: given, formula, at: `${at}formula` });
  const isNumber = formula.type === 'number';
  const scale = definition.type === 'number' ? Math.min(mostScale, formula.scale ?? defaultScale) : defaultScale;
  return { ...definition, formula: canonicalSource(formula), ...(isNumber && definition.scale === undefined ? { scale } : {}) };
}

/** The definition of a field, or what changes of it, with its formulas checked and written by API names. `stored`: the field that is changed. */
export function withCheckedFormulas(
  ctx: Pick<Context, 'meta'>,
  meta: ObjectMeta,
  {
    name,
    definition,
    stored,
    siblings = [],
    at = '',
  }: {
    readonly name: string;
    readonly definition: Partial<FieldDefinition>;
    readonly stored?: FieldMeta;
    readonly siblings?: readonly FieldMeta[];
    readonly at?: string;
  },
): Partial<FieldDefinition> {
  if (stored && definition.formula !== undefined && !isFormula(stored))
    throw fieldError('INVALID_VALUE', `${at}formula`, label('这个字段不是公式字段', 'This is no formula field'));
  if (stored && isFormula(stored) && definition.result !== undefined && definition.result !== stored.type)
    throw fieldError('INVALID_VALUE', `${at}result`, label('这项设置不能更改', 'This setting can not be changed'));
  const whole = { ...stored, ...definition } as FieldDefinition;
  let ready = definition;
  if (definition.formula !== undefined) {
    const { formula, scale } = checkFormulaField(ctx, meta, { name, definition: whole, siblings, at });
    ready = { ...ready, ...(formula === undefined ? {} : { formula }), ...(stored || scale === undefined ? {} : { scale }) };
  }
  const value = readFormulaDefault(ctx, siblings.length > 0 ? withFields(ctx.meta, meta, siblings).object : meta, whole);
  return value === undefined || definition.default === undefined ? ready : { ...ready, default: value };
}

interface Node {
  readonly object: ObjectMeta;
  readonly field: FieldMeta;
  readonly fields: readonly string[];
  readonly reaches: ReadonlySet<string>;
}

const keyOf = (object: ObjectMeta, field: FieldMeta) => `${object.name}.${field.name}`;

/** Walks from the new formula over the formula fields it uses. */
function refuseCircle(
  metadata: TenantMetadata,
  object: ObjectMeta,
  { field, formula, at }: { readonly field: FieldMeta; readonly formula: Formula; readonly at: string },
): void {
  const nodes = new Map<string, Node>();
  const visit = (of: ObjectMeta, one: FieldMeta, read: Formula | undefined): void => {
    const key = keyOf(of, one);
    if (nodes.has(key)) return;
    const paths = (read?.fields ?? []).map((name) => formulaPath(metadata, of, name)).filter((path) => path !== undefined);
    const used = paths.filter((path) => isFormula(path.field));
    nodes.set(key, {
      object: of,
      field: one,
      fields: used.map((path) => keyOf(path.object, path.field)),
      reaches: new Set(
        paths.flatMap(({ hops }) =>
          hops.map((_, index) =>
            hops
              .slice(0, index + 1)
              .map((hop) => hop.field.name)
              .join('.'),
          ),
        ),
      ),
    });
    for (const path of used) visit(path.object, path.field, path.field === field ? formula : formulaOf(metadata, path.object, path.field));
  };
  visit(object, field, formula);
  const order = orderOrRefuse(nodes, at);
  const depth = new Map<string, number>();
  for (const key of order) depth.set(key, 1 + Math.max(0, ...(nodes.get(key)?.fields ?? []).map((used) => depth.get(used) ?? 0)));
  const reached = [...nodes.values()].reduce((sum, node) => sum + node.reaches.size, 0);
  if ((depth.get(keyOf(object, field)) ?? 0) > longestChain || reached > mostReached)
    throw fieldError(
      'LIMIT_EXCEEDED',
      at,
      label('公式牵涉的公式字段或上级记录太多', 'The formula depends on too many formula fields or records above'),
    );
}

function orderOrRefuse(nodes: ReadonlyMap<string, Node>, at: string): string[] {
  try {
    return formulaOrder(nodes);
  } catch (error) {
    if (!(error instanceof FormulaCycleError)) throw error;
    const shown = (pick: (text: Label) => string) =>
      error.path
        .map((key) => nodes.get(key))
        .map((node) => (node ? `${pick(node.object.label)}.${pick(node.field.label)}` : ''))
        .join(' → ');
    throw fieldError(
      'INVALID_VALUE',
      at,
      label(`公式互相引用，形成循环：${shown((text) => text.zh)}`, `The formulas use each other in a circle: ${shown((text) => text.en)}`),
    );
  }
}

function inUse(users: ReturnType<typeof usersOf>) {
  const shown = users.slice(0, 10).map(userLabel);
  const message = label(
    `还有公式在用：${shown.map((one) => one.zh).join('、')}`,
    `Formulas still use it: ${shown.map((one) => one.en).join(', ')}`,
  );
  return errors.STATE({ errors: [{ field: 'name', code: 'STATE', message }] });
}

/** A field that formulas, defaults or rules read stays until they do not. */
export function refuseInFormula(ctx: Pick<Context, 'meta'>, object: string, field: string): void {
  const users = usersOf(ctx.meta, object, field);
  if (users.length > 0) throw inUse(users);
}

/** Likewise an object that formulas of others reach into. */
export function refuseObjectInFormula(ctx: Pick<Context, 'meta'>, object: string): void {
  const users = formulaUsers(ctx.meta).filter(
    (user) =>
      user.object.name !== object &&
      user.formula.fields.some((name) => formulaPath(ctx.meta, user.object, name)?.hops.some(({ target }) => target.name === object)),
  );
  if (users.length > 0) throw inUse(users);
}

const results: readonly unknown[] = ['text', 'number', 'currency', 'percent', 'date', 'datetime', 'boolean'];
const senseless = [
  'required',
  'unique',
  'indexed',
  'default',
  'options',
  'optionSet',
  'many',
  'object',
  'objects',
  'dependsOn',
  'mask',
] as const;

/**
 * What a body says of a formula: `type: 'formula'` with the result it gives. A stored definition, whose type is the result already, is
 * taken as well: packages carry it so.
 */
export function readFormulaBody(body: Readonly<Record<string, unknown>>, whole: boolean, prefix: string): Partial<FieldDefinition> {
  const isField = body['type'] === 'formula' || (body['formula'] !== undefined && body['formula'] !== null);
  const { formula, result } = body;
  // what a roll-up gives is said by what it sums up (platform/rollups)
  if (!isField && body['rollup'] !== undefined) return {};
  if (!isField && (result === undefined || result === null)) return {};
  const problems: FieldProblem[] = [];
  const problem = (field: string, code: string, message: Label) => problems.push({ field: `${prefix}${field}`, code, message });
  if (typeof formula === 'string' && formula.length > MAX_LENGTH)
    problem('formula', 'TOO_LONG', label(`最多 ${MAX_LENGTH} 个字符`, `At most ${MAX_LENGTH} characters`));
  else if (formula !== undefined && typeof formula !== 'string') problem('formula', 'WRONG_TYPE', label('应为文字', 'Must be text'));
  else if (whole && (formula ?? '').trim() === '') problem('formula', 'REQUIRED', label('请填写公式', 'Write the formula'));
  if (result !== undefined && !results.includes(result))
    problem('result', 'INVALID_VALUE', label(`可用的值：${results.join('、')}`, `One of: ${results.join(', ')}`));
  else if (whole && result === undefined && body['type'] === 'formula')
    problem('result', 'REQUIRED', label('请选择结果类型', 'Say what the formula gives'));
  for (const key of senseless) {
    if (isField && body[key] !== undefined && body[key] !== null && body[key] !== false)
      problem(
        key,
        'INVALID_VALUE',
        label('公式字段由系统计算，没有这项设置', 'A formula field is worked out by the system and has no such setting'),
      );
  }
  if (problems.length > 0) throw fieldErrors(problems);
  return {
    ...(typeof formula === 'string' ? { formula } : {}),
    ...(result === undefined ? {} : { result: result as NonNullable<FieldDefinition['result']> }),
  };
}
