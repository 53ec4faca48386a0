import { label, parseDecimal } from '@huanke/platform/kernel';
import { defineSettings } from '@huanke/platform/metadata';

/** What a company may set for its accounts. */
export interface AccountSettings {
  /** Whether levels are set by rule every night. */
  readonly levelByRule: boolean;
  /** Won in the last 12 months, in the company's currency, from which on an account is A, B or C; below it is D. */
  readonly levelA: string;
  readonly levelB: string;
  readonly levelC: string;
  /** Days without activity or won deal after which an account is dormant. */
  readonly dormantDays: number;
  /** Whether sums say that there is a part the reader does not see. */
  readonly hiddenNote: boolean;
}

/** 180 days and the note are those of SAL-9; the thresholds are ours. */
const shippedSettings: AccountSettings = {
  levelByRule: true,
  levelA: '1000000',
  levelB: '300000',
  levelC: '50000',
  dormantDays: 180,
  hiddenNote: true,
};

const order = label('门槛应为 A ≥ B ≥ C', 'Thresholds must be A ≥ B ≥ C');

/** `PUT /meta/parts/accountSettings/accounts` */
const settings = defineSettings<AccountSettings>({
  kind: 'accountSettings',
  name: 'accounts',
  label: label('客户规则', 'Rules for accounts'),
  shipped: shippedSettings,
  read(reader) {
    const [levelA, levelB, levelC] = [reader.hundredths('levelA'), reader.hundredths('levelB'), reader.hundredths('levelC')];
    const { levelA: a, levelB: b, levelC: c } = shippedSettings;
    const thresholds = [levelA ?? a, levelB ?? b, levelC ?? c].map((amount) => BigInt(parseDecimal(amount, 2)));
    if (thresholds.some((amount, at) => amount > (thresholds[at - 1] ?? amount))) reader.problem('levelA', 'INVALID_VALUE', order);
    return {
      levelByRule: reader.boolean('levelByRule'),
      levelA,
      levelB,
      levelC,
      dormantDays: reader.integer('dormantDays', 1, 3650),
      hiddenNote: reader.boolean('hiddenNote'),
    };
  },
});

export const accountSettings = settings.of;
export const accountSettingsKind = settings.kind;
