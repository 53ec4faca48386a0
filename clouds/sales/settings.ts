import { label } from '@huanke/platform/kernel';
import {
  type BodyReader,
  booleanSetting,
  decimalSetting,
  defineSettings,
  emptyDecimalSetting,
  integerSetting,
  optionChoices,
  type SettingField,
  units,
} from '@huanke/platform/metadata';
import type { Context } from '@huanke/platform/module';
import { askToCost } from './deals/ask-to-cost.ts';

/** What a company may set for its deals. */
export interface SalesSettings {
  /** A deal is won with a proof attached, or by a tender of its own that was won. */
  readonly wonProof: boolean;
  /** An open deal without activity for so many days is stalled. */
  readonly idleDays: number;
  /** Lost deals of more than this are reviewed. Base currency. */
  readonly reviewAbove: string;
  /** Days after the loss until the review is due. */
  readonly reviewDays: number;
  /** Working hours until a request for help is due, where it does not say itself. */
  readonly collabHours: number;
  /** What an hour of help costs, base currency; null: costs are not worked out. */
  readonly hourlyCost: string | null;
  /** Somebody spoken to within so many days counts as contacted. */
  readonly touchDays: number;
  /** By stage the roles somebody should be known for. */
  readonly stageRoles: StageRoles;
}

type StageRoles = Readonly<Record<string, readonly string[]>>;

const stagesOf = optionChoices('opportunity', 'stage');
const rolesOf = optionChoices('opportunityContact', 'role');

const stageRoles: SettingField<StageRoles> = {
  label: label('各阶段应有的关键人', 'People to be known by stage'),
  help: label(
    '到了这个阶段还没有联系人担任这些角色的，商机页上会提示缺口',
    'Deals in the stage without a contact in one of these roles show a gap',
  ),
  shipped: {
    qualified: ['user'],
    proposal: ['economicBuyer', 'user', 'technical'],
    negotiation: ['economicBuyer', 'user', 'technical', 'coach'],
  },
  input: (ctx) => ({ type: 'lists', rows: stagesOf(ctx), choices: rolesOf(ctx) }),
  read: (reader, _name, ctx) => readStageRoles(ctx, reader),
};

const daysSetting = (said: Pick<SettingField<number>, 'label' | 'help' | 'shipped'>) =>
  integerSetting({ ...said, min: 1, max: 365, unit: units.days });

/** `PUT /meta/parts/salesSettings/deals`: the figures of SAL-10, SAL-12, SAL-13 and SAL-14; those not given there are ours. */
const settings = defineSettings<SalesSettings>({
  kind: 'salesSettings',
  name: 'deals',
  label: label('商机规则', 'Rules for deals'),
  text: label(
    '成交凭证、停滞天数、输单复盘、协作时限和成本、关键人',
    'Proofs, stalled deals, loss reviews, requests for help and their cost, key people',
  ),
  icon: 'opportunity',
  fields: {
    wonProof: booleanSetting({
      label: label('赢单要附成交凭证', 'Won deals need a proof'),
      help: label(
        '合同、订单或中标通知书；投标项目已中标的不用再附，导入的商机不检查',
        'Contract, order or letter of award; a tender that was won is one. Imports are not asked',
      ),
      shipped: true,
    }),
    idleDays: daysSetting({
      label: label('停滞天数', 'Stalled after'),
      help: label('进行中的商机这么久没有跟进，标为停滞并提醒', 'Open deals without activity for so long are stalled and pointed out'),
      shipped: 14,
    }),
    reviewAbove: decimalSetting({
      label: label('输单复盘金额', 'Reviews of lost deals above'),
      help: label('输掉的商机超过这个金额时，自动建立复盘任务', 'A lost deal of more than this gets a review'),
      shipped: '500000',
    }),
    reviewDays: daysSetting({
      label: label('复盘期限', 'Reviews are due after'),
      help: label('输单之后多少天内完成复盘', 'Days after the loss'),
      shipped: 10,
    }),
    collabHours: integerSetting({
      label: label('协作请求时限', 'Requests for help are due after'),
      help: label('请求没有写明期限时，按工作时间计算', 'Where a request does not say itself; in working time'),
      shipped: 8,
      min: 1,
      max: 1000,
      unit: units.workingHours,
    }),
    hourlyCost: emptyDecimalSetting({
      label: label('协作每小时成本', 'Cost of an hour of help'),
      help: label('协作请求投入的工时按此算出商机的协作成本', 'Hours spent on requests for help × this is the support cost of a deal'),
      most: 1_000_000,
      none: label('不计算成本', 'no cost'),
    }),
    touchDays: daysSetting({
      label: label('多久内算联系过', 'Counts as contacted within'),
      help: label('关键人在这些天内有过跟进，才算已覆盖', 'A key person counts as covered with an activity in so many days'),
      shipped: 30,
    }),
    stageRoles,
  },
  changed: askToCost,
});

export const salesSettings = settings.of;
export const salesSettingsKind = settings.kind;

function readStageRoles(ctx: Context, reader: BodyReader): StageRoles | undefined {
  const raw = reader.raw('stageRoles');
  if (raw === undefined || raw === null) return undefined;
  const stages = new Set(stagesOf(ctx).map(({ key }) => key));
  const roles = new Set(rolesOf(ctx).map(({ key }) => key));
  const fits = (entry: [string, unknown]) =>
    stages.has(entry[0]) && Array.isArray(entry[1]) && entry[1].length <= roles.size && entry[1].every((role) => roles.has(role));
  if (typeof raw === 'object' && !Array.isArray(raw) && Object.entries(raw).every(fits)) return raw as StageRoles;
  return reader.problem('stageRoles', 'INVALID_VALUE', label('应为阶段 key 到角色 key 列表', 'Must be lists of role keys by stage key'));
}
