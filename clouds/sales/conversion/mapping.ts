import { sql } from '@huanke/platform/database';
import { type Label, label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, type FieldMeta, type ObjectMeta, partsOf, type TenantMetadata } from '@huanke/platform/module';
import { isSource, isTarget, whyNot } from './compatible.ts';

/** What a conversion can make. */
export const madeObjects = ['account', 'contact', 'opportunity'] as const;
export type MadeObject = (typeof madeObjects)[number];

/** A field of the lead and where its value goes. */
export interface MappingLine {
  readonly from: string;
  readonly object: MadeObject;
  readonly to: string;
}

interface Definition {
  readonly lines: readonly MappingLine[];
}

/** Version 0 is the shipped one. */
export interface Mapping {
  readonly version: number;
  readonly lines: readonly MappingLine[];
}

const kindName = 'conversionMapping';
const partName = 'lead';
const mostLines = 200;

export const shippedLines: readonly MappingLine[] = [
  { from: 'company', object: 'account', to: 'name' },
  { from: 'phone', object: 'account', to: 'phone' },
  { from: 'source', object: 'account', to: 'source' },
  { from: 'industry', object: 'account', to: 'industry' },
  { from: 'employees', object: 'account', to: 'employees' },
  { from: 'uscc', object: 'account', to: 'uscc' },
  { from: 'name', object: 'contact', to: 'name' },
  { from: 'title', object: 'contact', to: 'title' },
  { from: 'phone', object: 'contact', to: 'phone' },
  { from: 'email', object: 'contact', to: 'email' },
  { from: 'workPhone', object: 'contact', to: 'workPhone' },
  { from: 'otherPhone', object: 'contact', to: 'otherPhone' },
  { from: 'otherEmail', object: 'contact', to: 'otherEmail' },
  { from: 'wechat', object: 'contact', to: 'wechat' },
  { from: 'source', object: 'opportunity', to: 'source' },
];

const texts = {
  name: label(`名称应为 ${partName}`, `The name must be ${partName}`),
  lines: label('应为列表', 'Must be a list'),
  most: label(`最多 ${mostLines} 行`, `At most ${mostLines} lines`),
  object: label('应为客户、联系人或商机', 'Must be account, contact or opportunity'),
  source: label('线索没有这个字段，或者它不能带入', 'The lead has no such field, or it can not be taken over'),
  target: label('没有这个字段，或者它不能填写', 'There is no such field, or it can not be filled'),
  twice: label('这个字段已经有一行了', 'There is a line for this field already'),
};

/** The fields a line names, with what is wrong with it. */
export interface CheckedLine {
  readonly from?: FieldMeta;
  readonly to?: FieldMeta;
  readonly problem?: { readonly field: 'from' | 'object' | 'to'; readonly message: Label };
}

const isSame = (a: MappingLine, b: MappingLine) => a.from === b.from && a.object === b.object && a.to === b.to;

/** Whether the line is a shipped one or one that the company has saved. */
const isKept = (meta: TenantMetadata, line: MappingLine) =>
  [...shippedLines, ...partsOf<Definition>(meta, kindName).flatMap(({ definition }) => definition.lines)].some((one) => isSame(one, line));

/** Holds a line against the objects as they are now; of one that is kept the options may have grown apart. */
export function checkLine(meta: TenantMetadata, line: MappingLine): CheckedLine {
  const object: ObjectMeta | undefined = madeObjects.includes(line.object) ? meta.object(line.object) : undefined;
  if (!object) return { problem: { field: 'object', message: texts.object } };
  const from = meta.object('lead')?.fields.get(line.from);
  if (!from || !isSource(from)) return { problem: { field: 'from', message: texts.source } };
  const to = object.fields.get(line.to);
  if (!to || !isTarget(object, to)) return { from, problem: { field: 'to', message: texts.target } };
  const message = whyNot(from, to, { isKept: isKept(meta, line) });
  return message ? { from, to, problem: { field: 'to', message } } : { from, to };
}

const keys = new Set(['from', 'object', 'to']);

function readLines(ctx: Context, reader: BodyReader): MappingLine[] {
  const raw = reader.raw('lines');
  if (!Array.isArray(raw)) {
    reader.problem('lines', raw === undefined ? 'REQUIRED' : 'WRONG_TYPE', texts.lines);
    return [];
  }
  if (raw.length > mostLines) reader.problem('lines', 'LIMIT_EXCEEDED', texts.most);
  const taken = new Set<string>();
  return raw.slice(0, mostLines).map((item, index) => {
    const part = new BodyReader(item, `lines[${index}]`);
    part.only(keys);
    const text = (key: string) => part.text(key, { max: 80, required: true }) ?? '';
    const line = { from: text('from'), object: text('object') as MadeObject, to: text('to') };
    const { problem } = checkLine(ctx.meta, line);
    if (problem && line.from && line.object && line.to) part.problem(problem.field, 'INVALID_VALUE', problem.message);
    const target = `${line.object}.${line.to}`;
    if (taken.has(target)) part.problem('to', 'INVALID_VALUE', texts.twice);
    taken.add(target);
    reader.problems.push(...part.problems);
    return line;
  });
}

/** `PUT /meta/parts/conversionMapping/lead` {lines: [{from, object, to}]}; taken away, the shipped lines hold. Source: SAL-8. */
export const conversionMappingKind = definePartKind<Definition>({
  kind: kindName,
  label: label('转换映射', 'Conversion mapping'),
  of: 'tenant',
  loaded: true,
  read(ctx, place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(['lines']));
    if (place.name !== partName) reader.problem('name', 'INVALID_VALUE', texts.name);
    const lines = readLines(ctx, reader);
    reader.finish();
    return { lines };
  },
});

/** What holds now. Its version counts the changes in the history of the configuration, so that each can be looked up there. */
export async function mappingOf(ctx: Context): Promise<Mapping> {
  const [row] = await ctx.query<{ version: number; definition: { lines: readonly MappingLine[] } | null }>(sql`
    select (select count(*)::int from meta_change where tenant_id = ${ctx.tenant.id} and object = '' and kind = ${kindName} and name = ${partName}) as version,
      (select definition from meta_part where tenant_id = ${ctx.tenant.id} and kind = ${kindName} and object = '' and name = ${partName}
        and deleted_at is null) as definition`);
  return { version: row?.version ?? 0, lines: row?.definition?.lines ?? shippedLines };
}
