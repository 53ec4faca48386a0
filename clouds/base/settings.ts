import { label, parseDecimal } from '@huanke/platform/kernel';
import { booleanSetting, decimalSetting, defineSettings, integerSetting, units } from '@huanke/platform/metadata';

/** What a company may set for its accounts. */
export interface AccountSettings {
  /** Whether levels are set by rule every night. */
  readonly levelByRule: boolean;
  /** Whether levels go by what was paid in the last 12 months instead of what was won. */
  readonly levelByPaid: boolean;
  /** Won or paid in the last 12 months, in the company's currency, from which on an account is A, B or C; below it is D. */
  readonly levelA: string;
  readonly levelB: string;
  readonly levelC: string;
  /** Days for which a level holds that somebody fills in. */
  readonly manualLevelDays: number;
  /** Days without activity or won deal after which an account is dormant. */
  readonly dormantDays: number;
  /** Whether sums say that there is a part the reader does not see. */
  readonly hiddenNote: boolean;
}

const order = label('门槛应为 A ≥ B ≥ C', 'Thresholds must be A ≥ B ≥ C');

const threshold = (level: string, shipped: string) =>
  decimalSetting({
    label: label(`${level} 级门槛`, `Threshold of level ${level}`),
    help: label(`近 12 个月成交额不低于此数的客户为 ${level} 级`, `Accounts that bought at least this in the last 12 months are ${level}`),
    shipped,
  });

/** `PUT /meta/parts/accountSettings/accounts`. 180 days and the note are those of SAL-9; the thresholds are ours. */
const settings = defineSettings<AccountSettings>({
  kind: 'accountSettings',
  name: 'accounts',
  label: label('客户规则', 'Rules for accounts'),
  text: label('级别门槛、沉睡天数、集团汇总', 'Levels, dormant accounts, sums of groups'),
  icon: 'account',
  fields: {
    levelByRule: booleanSetting({
      label: label('按成交额自动定级', 'Levels by rule'),
      help: label(
        '每晚按下面的门槛重新定级；手工定的级别在有效期内不变',
        'Set every night by the thresholds below; levels by hand hold their time',
      ),
      shipped: true,
    }),
    levelByPaid: booleanSetting({
      label: label('按回款定级', 'Levels by what was paid'),
      help: label(
        '打开后按近 12 个月已确认的回款定级，不再按赢单金额',
        'By the confirmed receipts of the last 12 months instead of the deals that were won',
      ),
      shipped: false,
    }),
    levelA: threshold('A', '1000000'),
    levelB: threshold('B', '300000'),
    levelC: threshold('C', '50000'),
    manualLevelDays: integerSetting({
      label: label('人工级别有效期', 'Levels by hand hold for'),
      help: label(
        '直接填写、批量修改或导入的级别从当天起有效这么久，过期后改回按规则定级；“人工定级”可以另写日期',
        'A level that is filled in, changed in bulk or imported holds for so long, then the rule sets it again; “Set level by hand” may name another day',
      ),
      shipped: 180,
      min: 1,
      max: 3650,
      unit: units.days,
    }),
    dormantDays: integerSetting({
      label: label('多久算沉睡', 'Dormant after'),
      help: label('这么久没有跟进、也没有赢单的客户转为沉睡', 'Accounts without activity or won deal for so long are dormant'),
      shipped: 180,
      min: 1,
      max: 3650,
      unit: units.days,
    }),
    hiddenNote: booleanSetting({
      label: label('汇总注明看不到的部分', 'Sums name the part not seen'),
      help: label(
        '集团汇总里含有本人无权查看的客户时，注明还有未显示的部分',
        'Sums of a group say so when they leave out accounts the reader may not see',
      ),
      shipped: true,
    }),
  },
  check(reader, { levelA, levelB, levelC }) {
    const thresholds = [levelA, levelB, levelC].map((amount) => BigInt(parseDecimal(amount, 2)));
    if (thresholds.some((amount, at) => amount > (thresholds[at - 1] ?? amount))) reader.problem('levelA', 'INVALID_VALUE', order);
  },
});

export const accountSettings = settings.of;
export const accountSettingsKind = settings.kind;
