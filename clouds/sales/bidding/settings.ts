import { label, parseDecimal } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, partsOf } from '@huanke/platform/module';

/** What a company may set for its tenders. */
export interface BiddingSettings {
  /** A bond of more than so many percent of the budget is pointed out. */
  readonly bondPercent: string;
  /** Days after the result until a bond that is not back becomes a task. */
  readonly bondReturnDays: number;
  /** Hours before the deadline at which it counts as near. */
  readonly nearHours: number;
  /** The role whose people chase bonds beside the owner, where the company has it. */
  readonly financeRole: string;
}

/** The figures of SAL-15; those not given there are ours. */
export const shippedBidding: BiddingSettings = { bondPercent: '2', bondReturnDays: 30, nearHours: 72, financeRole: 'x_finance' };

/** The most hours before a deadline that can be set. */
export const mostHours = 720;

const kind = 'biddingSettings';
const name = 'tenders';

export const biddingSettings = (ctx: Pick<Context, 'meta'>): BiddingSettings => ({
  ...shippedBidding,
  ...partsOf<Partial<BiddingSettings>>(ctx.meta, kind).find((part) => part.name === name)?.definition,
});

/** `PUT /meta/parts/biddingSettings/tenders` {bondPercent?, bondReturnDays?, nearHours?, financeRole?}; what is left out is as shipped. */
export const biddingSettingsKind = definePartKind<Partial<BiddingSettings>>({
  kind,
  label: label('投标规则', 'Rules for tenders'),
  of: 'tenant',
  loaded: true,
  read(_ctx, place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(Object.keys(shippedBidding)));
    if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
    const made = {
      bondPercent: readPercent(reader, 'bondPercent'),
      bondReturnDays: reader.integer('bondReturnDays', 1, 365),
      nearHours: reader.integer('nearHours', 1, mostHours),
      financeRole: reader.text('financeRole', { max: 80 }),
    };
    reader.finish();
    return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  },
});

/** A percentage from 0 to 100 with two decimals at most, as text. */
function readPercent(reader: BodyReader, field: string): string | undefined {
  const raw = reader.raw(field);
  if (raw === undefined || raw === null) return undefined;
  const value = typeof raw === 'number' ? String(raw) : raw;
  const read = typeof value === 'string' ? parseDecimal(value, 2) : 'invalid';
  if (typeof value === 'string' && typeof read === 'bigint' && read >= 0n && read <= 10_000n) return value.trim();
  return reader.problem(
    field,
    'INVALID_VALUE',
    label('应为 0 到 100 的百分数，最多两位小数', 'Must be a percentage of 0 to 100 with two decimals at most'),
  );
}
