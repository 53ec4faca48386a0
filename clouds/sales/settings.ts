import { label } from '@huanke/platform/kernel';
import { type BodyReader, defineSettings } from '@huanke/platform/metadata';
import type { Context } from '@huanke/platform/module';

/** What a company may set for its deals. */
export interface SalesSettings {
  /** An open deal without activity for so many days is stalled. */
  readonly idleDays: number;
  /** Lost deals of more than this are reviewed. Base currency. */
  readonly reviewAbove: string;
  /** Days after the loss until the review is due. */
  readonly reviewDays: number;
  /** Working hours until a request for help is due, where it does not say itself. */
  readonly collabHours: number;
  /** Somebody spoken to within so many days counts as contacted. */
  readonly touchDays: number;
  /** By stage the roles somebody should be known for. */
  readonly stageRoles: Readonly<Record<string, readonly string[]>>;
}

/** The figures of SAL-10, SAL-12, SAL-13 and SAL-14; those not given there are ours. */
const shippedSettings: SalesSettings = {
  idleDays: 14,
  reviewAbove: '500000',
  reviewDays: 10,
  collabHours: 8,
  touchDays: 30,
  stageRoles: {
    qualified: ['user'],
    proposal: ['economicBuyer', 'user', 'technical'],
    negotiation: ['economicBuyer', 'user', 'technical', 'coach'],
  },
};

/** `PUT /meta/parts/salesSettings/deals` */
const settings = defineSettings<SalesSettings>({
  kind: 'salesSettings',
  name: 'deals',
  label: label('商机规则', 'Rules for deals'),
  shipped: shippedSettings,
  read: (reader, ctx) => ({
    idleDays: reader.integer('idleDays', 1, 365),
    reviewAbove: reader.hundredths('reviewAbove'),
    reviewDays: reader.integer('reviewDays', 1, 365),
    collabHours: reader.integer('collabHours', 1, 1000),
    touchDays: reader.integer('touchDays', 1, 365),
    stageRoles: readStageRoles(ctx, reader),
  }),
});

export const salesSettings = settings.of;
export const salesSettingsKind = settings.kind;

function readStageRoles(ctx: Context, reader: BodyReader): SalesSettings['stageRoles'] | undefined {
  const raw = reader.raw('stageRoles');
  if (raw === undefined || raw === null) return undefined;
  const keys = (object: string, field: string) =>
    new Set(
      ctx.meta
        .object(object)
        ?.fields.get(field)
        ?.options?.map(({ key }) => key),
    );
  const [stages, roles] = [keys('opportunity', 'stage'), keys('opportunityContact', 'role')];
  const fits = (entry: [string, unknown]) =>
    stages.has(entry[0]) && Array.isArray(entry[1]) && entry[1].length <= roles.size && entry[1].every((role) => roles.has(role));
  if (typeof raw === 'object' && !Array.isArray(raw) && Object.entries(raw).every(fits)) return raw as SalesSettings['stageRoles'];
  return reader.problem('stageRoles', 'INVALID_VALUE', label('应为阶段 key 到角色 key 列表', 'Must be lists of role keys by stage key'));
}
