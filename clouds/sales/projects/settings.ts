import { label, parseDecimal } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, partsOf } from '@huanke/platform/module';
import { type ProjectTemplates, readTemplates, shippedTemplates } from './templates.ts';

/** What a company may set for its projects. */
export interface ProjectSettings {
  /** A project whose first open milestone is more days late than this is abnormal. */
  readonly overdueDays: number;
  /** And one that has spent more than this percentage of its budget. */
  readonly costPercent: string;
  /** And one without activity for so many days. */
  readonly idleDays: number;
  /** And one whose margin is more points below the planned one than this. */
  readonly marginPoints: string;
  /** Two projects for the same end customer and product family within so many days are in conflict. */
  readonly conflictDays: number;
  /** The role that hears of conflicts, where the company has it; else the owner's manager. */
  readonly channelRole: string;
  /** Milestones by type of project. */
  readonly templates: ProjectTemplates;
}

/** The figures of SAL-16; those not given there are ours. */
export const shippedProjects: ProjectSettings = {
  overdueDays: 7,
  costPercent: '110',
  idleDays: 21,
  marginPoints: '5',
  conflictDays: 180,
  channelRole: 'x_channelManager',
  templates: shippedTemplates,
};

const kind = 'projectSettings';
const name = 'projects';

export function projectSettings(ctx: Pick<Context, 'meta'>): ProjectSettings {
  const own = partsOf<Partial<ProjectSettings>>(ctx.meta, kind).find((part) => part.name === name)?.definition;
  return { ...shippedProjects, ...own, templates: { ...shippedTemplates, ...own?.templates } };
}

/** `PUT /meta/parts/projectSettings/projects`; what is left out is as shipped, a type whose template is given has that one alone. */
export const projectSettingsKind = definePartKind<Partial<ProjectSettings>>({
  kind,
  label: label('项目规则', 'Rules for projects'),
  of: 'tenant',
  loaded: true,
  read(_ctx, place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(Object.keys(shippedProjects)));
    if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
    const made = {
      overdueDays: reader.integer('overdueDays', 0, 365),
      costPercent: readPercent(reader, 'costPercent', 100_000n),
      idleDays: reader.integer('idleDays', 1, 365),
      marginPoints: readPercent(reader, 'marginPoints', 10_000n),
      conflictDays: reader.integer('conflictDays', 1, 3650),
      channelRole: reader.text('channelRole', { max: 80 }),
      templates: readTemplates(reader),
    };
    reader.finish();
    return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  },
});

/** A percentage with two decimals at most, as text; `most` in hundredths. */
function readPercent(reader: BodyReader, field: string, most: bigint): string | undefined {
  const raw = reader.raw(field);
  if (raw === undefined || raw === null) return undefined;
  const value = typeof raw === 'number' ? String(raw) : raw;
  const read = typeof value === 'string' ? parseDecimal(value, 2) : 'invalid';
  if (typeof value === 'string' && typeof read === 'bigint' && read >= 0n && read <= most) return value.trim();
  return reader.problem(
    field,
    'INVALID_VALUE',
    label(`应为 0 到 ${most / 100n} 的百分数，最多两位小数`, `Must be a percentage of 0 to ${most / 100n} with two decimals at most`),
  );
}
