import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { cleanText, dayIn, errors, fieldError, type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

/** Objects whose records the law makes a company keep as they were agreed (会计法, 民法典): texts of them are not erased. */
const lawful: readonly string[] = [
  'contract',
  'contractLine',
  'paymentPlan',
  'receipt',
  'receiptAllocation',
  'invoiceRequest',
  'invoice',
  'order',
  'payment',
];

const lawfulReason: Label = label(
  '合同、发票等依法须保存，原文不删；对此人的关联只显示“已匿名”',
  'Contracts, invoices and the like must be kept by law; their texts stay, and their link to the person shows that they are anonymous',
);

/** Records of an object stay when a person is erased: why, and until when. */
export interface KeptObject {
  readonly object: string;
  readonly reason: Label;
  /** The last day it holds, in the company's time zone; null for no end. */
  readonly until: string | null;
  /** Not the company's to change. */
  readonly byLaw: boolean;
  readonly inForce: boolean;
}

export interface KeptInput {
  readonly object: string;
  readonly reason: string;
  readonly until?: string | null;
}

interface Own {
  readonly object: string;
  readonly reason: string;
  readonly until: string | null;
}

const today = (ctx: Context) => dayIn(ctx.tenant.timeZone, ctx.clock.now());

async function ownKept(ctx: Context): Promise<readonly Own[]> {
  const [row] = await ctx.query<{ own: readonly (Own | string)[] | null }>(
    sql`select settings -> 'protection' -> 'kept' as own from tenant where id = ${ctx.tenant.id}`,
  );
  return (row?.own ?? []).map((one) => (typeof one === 'string' ? { object: one, reason: '', until: null } : one));
}

/** All objects that are kept or were: those of the law, and what the company adds for its own trade. */
export async function keptList(ctx: Context): Promise<KeptObject[]> {
  const known = lawful.filter((object) => ctx.meta.object(object));
  const own = (await ownKept(ctx)).filter(({ object }) => !lawful.includes(object));
  return [
    ...known.map((object) => ({ object, reason: lawfulReason, until: null, byLaw: true, inForce: true })),
    ...own.map(({ object, reason, until }) => ({
      object,
      reason: label(reason, reason),
      until,
      byLaw: false,
      inForce: until === null || until >= today(ctx),
    })),
  ];
}

/** The objects that are kept today, by name. */
export async function keptObjects(ctx: Context): Promise<ReadonlyMap<string, KeptObject>> {
  return new Map((await keptList(ctx)).filter((one) => one.inForce).map((one) => [one.object, one]));
}

const longestReason = 200;

function readKept(ctx: Context, input: readonly KeptInput[]): Own[] {
  const seen = new Set<string>();
  return input.map(({ object, reason, until = null }, index) => {
    const at = (field: string) => `objects[${index}].${field}`;
    if (!ctx.meta.object(object)) throw fieldError('UNKNOWN_FIELD', at('object'), label('没有这个对象', 'There is no such object'));
    if (lawful.includes(object)) throw fieldError('INVALID_VALUE', at('object'), label('法律已要求保留', 'The law has it kept already'));
    if (seen.has(object)) throw fieldError('DUPLICATE', at('object'), label('对象重复', 'The object is there twice'));
    seen.add(object);
    const why = cleanText(reason);
    if (why === '') throw fieldError('REQUIRED', at('reason'), label('请填写保留的依据', 'Say why it must be kept'));
    if (why.length > longestReason) throw fieldError('TOO_LONG', at('reason'), label('最多 200 个字', 'At most 200 characters'));
    if (until !== null && (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until))))
      throw fieldError('INVALID_VALUE', at('until'));
    return { object, reason: why, until };
  });
}

/** Sets which objects the company must keep beside those of the law, why and until when. */
export async function saveKept(ctx: Context, input: readonly KeptInput[]): Promise<KeptObject[]> {
  if (!ctx.access.can('protection.manage') || !ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  const next = readKept(ctx, input);
  return ctx.transaction(async (tx) => {
    const old = await ownKept(tx);
    await tx.query(sql`
      update tenant set settings = settings || jsonb_build_object('protection', ${JSON.stringify({ kept: next })}::jsonb) where id = ${tx.tenant.id}`);
    const told = (list: readonly Own[]) => list.map(({ object, until }) => (until ? `${object} ≤ ${until}` : object));
    await audit(tx, { event: 'settings.changed', data: { changes: [{ name: 'protection.kept', old: told(old), new: told(next) }] } });
    return keptList(tx);
  });
}
