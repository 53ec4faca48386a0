import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type ObjectMeta, type Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll } from '@huanke/platform/records';
import { readInput } from '@huanke/platform/storage';
import { type BillingInput, saveBilling as token } from '../contract.ts';

const line = (title: string, maxLength: number) => ({ type: ['string', 'null'], maxLength, title });
const names = ['kind', 'invoiceTitle', 'taxNo', 'bank', 'bankAccount', 'address', 'phone'] as const;

/** Writes the next version of what stands on an account's invoices. The versions before stay as they are: documents name them. */
export const saveBilling = defineAction(token, {
  label: label('维护开票信息', 'Set billing profile'),
  icon: 'file',
  permission: 'account.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['invoiceTitle'],
    properties: {
      kind: { type: 'string', enum: ['company', 'person'], title: '抬头类型' },
      invoiceTitle: { type: 'string', minLength: 1, maxLength: 200, title: '发票抬头' },
      taxNo: line('税号', 30),
      bank: line('开户银行', 120),
      bankAccount: line('银行账号', 40),
      address: line('注册地址', 200),
      phone: line('注册电话', 40),
    },
  },
  writes: Object.fromEntries(names.map((name) => [name, `billingProfile.${name}`])),
  result: { type: 'object', properties: { profile: { type: 'string' }, revision: { type: 'integer' } } },
  async run(ctx, { id, input }) {
    const meta = metaOf(ctx, 'billingProfile');
    const old = await currentOf(ctx, meta, id);
    const wanted = readBilling(meta, old, input);
    if (old && names.every((name) => (old[name] ?? null) === wanted[name]))
      return { profile: String(old.id), revision: Number(old.revision) };
    const revision = Number(old?.revision ?? 0) + 1;
    const made: SaveRow = { operation: 'create', values: { ...wanted, account: id, revision, current: true } };
    // which version is the newest is no content of it: who names an older one sees what was there before
    const rows: SaveRow[] = old ? [made, { operation: 'update', id: String(old.id), values: { current: false } }] : [made];
    const [saved] = await saveAll(ctx, meta, rows, { asSystem: true });
    return { profile: String(saved?.id), revision };
  },
});

/** The input in the form in which it lies there, so that the same again is known as the same. What is not said stays as it is. */
function readBilling(meta: ObjectMeta, old: Values | undefined, input: BillingInput): Record<(typeof names)[number], unknown> {
  const given: Partial<Record<(typeof names)[number], unknown>> = { kind: 'company', ...old, ...input };
  const read = (name: (typeof names)[number]): unknown => {
    const field = meta.fields.get(name);
    const reading = field && readInput(field, given[name] ?? null);
    // what can not be read is refused by the save, which names the field
    return reading?.ok ? (reading.value ?? null) : (given[name] ?? null);
  };
  const made = Object.fromEntries(names.map((name) => [name, read(name)])) as Record<(typeof names)[number], unknown>;
  if (made.kind === 'company' && made.taxNo === null)
    throw fieldError('REQUIRED', 'taxNo', label('企业抬头必须填写税号', 'A company needs its tax number'));
  return made;
}

/** The newest version; the account is locked by the action, so nobody else makes one meanwhile. */
async function currentOf(ctx: Context, meta: ObjectMeta, account: string): Promise<Values | undefined> {
  const [row] = await ctx.query<{ id: string }>(sql`
    select id from billing_profile where tenant_id = ${ctx.tenant.id} and account = ${account} and deleted_at is null
    order by revision desc, id desc limit 1`);
  return row ? { ...(await loadValues(ctx, meta, [row.id])).get(row.id), id: row.id } : undefined;
}
