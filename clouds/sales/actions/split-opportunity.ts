import { sql } from '@huanke/platform/database';
import { AppError, fieldError, formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';
import { defineAction, type Values } from '@huanke/platform/module';
import { type SaveRow, saveAll } from '@huanke/platform/records';
import { type SplitInput, splitOpportunity as token } from '../contract.ts';
import { amountsOf, percentOf, percentScale, whole } from '../deals/splits.ts';

const text = {
  twice: label('同一个人在同一类型里只能出现一次', 'A person stands once only in each kind'),
  percent: label('比例应大于 0、不超过 100，最多两位小数', 'A share is above 0, at most 100 and has two decimals at most'),
};

/** Revenue shares must be exactly the whole. Source: SAL-12. */
function checkTotal(splits: readonly SplitInput[]): void {
  const revenue = splits.filter(({ kind = 'revenue' }) => kind === 'revenue');
  if (splits.length === 0) return;
  const total = revenue.reduce((sum, { percent }) => sum + percentOf(percent), 0n);
  if (total === whole) return;
  const now = formatDecimal(total, percentScale).replace(/\.?0+$/, '');
  const message = label(`业绩比例合计必须正好是 100%，现在是 ${now}%`, `Revenue shares must be exactly 100%; they are ${now}%`);
  throw new AppError('SPLIT_TOTAL', 422, message, { errors: [{ field: 'splits', code: 'SPLIT_TOTAL', message }] });
}

function checkEach(splits: readonly SplitInput[]): void {
  const seen = new Set<string>();
  for (const [index, { user, kind = 'revenue', percent }] of splits.entries()) {
    const read = parseDecimal(String(percent), percentScale);
    if (typeof read !== 'bigint' || read <= 0n || read > whole) throw fieldError('INVALID_VALUE', `splits[${index}].percent`, text.percent);
    const key = `${kind} ${user.toLowerCase()}`;
    if (seen.has(key)) throw fieldError('DUPLICATE', `splits[${index}].user`, text.twice);
    seen.add(key);
  }
}

const keyOf = (split: Values | SplitInput) => `${String(split.kind ?? 'revenue')} ${String(split.user).toLowerCase()}`;

/** Replaces the splits of a deal by a list, whole: who is in both keeps their row. */
export const splitOpportunity = defineAction(token, {
  label: label('业绩分成', 'Split'),
  icon: 'users',
  permission: 'opportunity.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['splits'],
    properties: {
      splits: {
        type: 'array',
        maxItems: 50,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['user', 'percent'],
          properties: {
            user: { type: 'string', maxLength: 40, title: '人员' },
            percent: { type: ['string', 'number'], maxLength: 20, title: '比例' },
            kind: { type: 'string', enum: ['revenue', 'overlay'], title: '类型' },
          },
        },
      },
    },
  },
  writes: Object.fromEntries(['user', 'percent', 'kind'].map((part) => [`splits[].${part}`, `opportunitySplit.${part}`])),
  result: { type: 'object', properties: { count: { type: 'integer' } } },
  async run(ctx, { id, record, input }) {
    checkEach(input.splits);
    checkTotal(input.splits);
    const meta = ctx.meta.object('opportunitySplit');
    if (!meta) return { count: 0 };
    const before = await ctx.query<{ id: string; user: string; kind: string }>(sql`
      select id, "user", kind from opportunity_split
      where tenant_id = ${ctx.tenant.id} and opportunity = ${id} and deleted_at is null order by line for update`);
    await saveAll(ctx, meta, rowsOf(id, record, input.splits, before), { asSystem: true });
    return { count: input.splits.length };
  },
});

function rowsOf(
  deal: string,
  record: Values,
  splits: readonly SplitInput[],
  before: readonly { readonly id: string; readonly user: string; readonly kind: string }[],
): SaveRow[] {
  const known = new Map(before.map((row) => [keyOf(row), row.id]));
  const amounts = amountsOf(
    record.amount,
    record.currency,
    splits.map(({ kind = 'revenue', percent }) => ({ kind, percent })),
  );
  const wanted = new Set(splits.map(keyOf));
  const gone = before.filter((row) => !wanted.has(keyOf(row))).map((row): SaveRow => ({ operation: 'delete', id: row.id }));
  const kept = splits.map((split, index): SaveRow => {
    const { user, kind = 'revenue', percent } = split;
    const values = { percent: String(percent), line: index + 1, amount: amounts[index] ?? null };
    const own = known.get(keyOf(split));
    return own ? { operation: 'update', id: own, values } : { operation: 'create', values: { ...values, opportunity: deal, user, kind } };
  });
  return [...gone, ...kept];
}
