import { label } from '@huanke/platform/kernel';
import { defineSettings } from '@huanke/platform/metadata';
import type { Context } from '@huanke/platform/module';
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
const shippedProjects: ProjectSettings = {
  overdueDays: 7,
  costPercent: '110',
  idleDays: 21,
  marginPoints: '5',
  conflictDays: 180,
  channelRole: 'x_channelManager',
  templates: shippedTemplates,
};

/** `PUT /meta/parts/projectSettings/projects`; a type whose template is given has that one alone. */
const settings = defineSettings<ProjectSettings>({
  kind: 'projectSettings',
  name: 'projects',
  label: label('项目规则', 'Rules for projects'),
  shipped: shippedProjects,
  read: (reader) => ({
    overdueDays: reader.integer('overdueDays', 0, 365),
    costPercent: reader.hundredths('costPercent', 100_000n),
    idleDays: reader.integer('idleDays', 1, 365),
    marginPoints: reader.hundredths('marginPoints', 10_000n),
    conflictDays: reader.integer('conflictDays', 1, 3650),
    channelRole: reader.text('channelRole', { max: 80 }),
    templates: readTemplates(reader),
  }),
});

export const projectSettingsKind = settings.kind;

export function projectSettings(ctx: Pick<Context, 'meta'>): ProjectSettings {
  const own = settings.of(ctx);
  return { ...own, templates: { ...shippedTemplates, ...own.templates } };
}
