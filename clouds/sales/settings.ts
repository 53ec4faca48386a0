import { label, parseDecimal } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, partsOf } from '@huanke/platform/module';

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
export const shippedSettings: SalesSettings = {
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

const kind = 'salesSettings';
const name = 'deals';

export const salesSettings = (ctx: Pick<Context, 'meta'>): SalesSettings => ({
  ...shippedSettings,
  ...partsOf<Partial<SalesSettings>>(ctx.meta, kind).find((part) => part.name === name)?.definition,
});

/** `PUT /meta/parts/salesSettings/deals` {idleDays?, reviewAbove?, reviewDays?, collabHours?, touchDays?, stageRoles?}; what is left out is as shipped. */
export const salesSettingsKind = definePartKind<Partial<SalesSettings>>({
  kind,
  label: label('商机规则', 'Rules for deals'),
  of: 'tenant',
  loaded: true,
  read(ctx, place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(Object.keys(shippedSettings)));
    if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
    const made = {
      idleDays: reader.integer('idleDays', 1, 365),
      reviewAbove: readAmount(reader),
      reviewDays: reader.integer('reviewDays', 1, 365),
      collabHours: reader.integer('collabHours', 1, 1000),
      touchDays: reader.integer('touchDays', 1, 365),
      stageRoles: readStageRoles(ctx, reader),
    };
    reader.finish();
    return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  },
});

function readAmount(reader: BodyReader): string | undefined {
  const raw = reader.raw('reviewAbove');
  if (raw === undefined || raw === null) return undefined;
  const value = typeof raw === 'number' ? String(raw) : raw;
  const read = typeof value === 'string' ? parseDecimal(value, 2) : 'invalid';
  if (typeof value === 'string' && typeof read === 'bigint' && read >= 0n) return value.trim();
  return reader.problem('reviewAbove', 'INVALID_VALUE', label('应为不小于 0 的金额', 'Must be an amount of 0 or more'));
}

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
