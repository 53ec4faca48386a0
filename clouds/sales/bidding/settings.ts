import { label } from '@huanke/platform/kernel';
import { defineSettings } from '@huanke/platform/metadata';

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
const shippedBidding: BiddingSettings = { bondPercent: '2', bondReturnDays: 30, nearHours: 72, financeRole: 'x_finance' };

/** The most hours before a deadline that can be set. */
export const mostHours = 720;

/** `PUT /meta/parts/biddingSettings/tenders` */
const settings = defineSettings<BiddingSettings>({
  kind: 'biddingSettings',
  name: 'tenders',
  label: label('投标规则', 'Rules for tenders'),
  shipped: shippedBidding,
  read: (reader) => ({
    bondPercent: reader.hundredths('bondPercent', 10_000n),
    bondReturnDays: reader.integer('bondReturnDays', 1, 365),
    nearHours: reader.integer('nearHours', 1, mostHours),
    financeRole: reader.text('financeRole', { max: 80 }),
  }),
});

export const biddingSettings = settings.of;
export const biddingSettingsKind = settings.kind;
