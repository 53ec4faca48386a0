import { type Label, label } from '../../kernel/index.ts';
import { partsOf, type TenantMetadata } from '../../module/index.ts';
import type { OptionSet } from '../option-set.ts';

/** The option set in which a company keeps the roles of its teams, where it wants others than these. */
export const teamRoleSet = 'teamRole';

export interface TeamRole {
  readonly key: string;
  readonly label: Label;
}

/** Roles of teams where a company keeps no list of its own. */
export const shippedTeamRoles: readonly TeamRole[] = [
  { key: 'accountManager', label: label('客户经理', 'Account manager') },
  { key: 'solutionManager', label: label('解决方案经理', 'Solution manager') },
  { key: 'deliveryManager', label: label('交付经理', 'Delivery manager') },
  { key: 'presales', label: label('售前', 'Presales') },
  { key: 'legal', label: label('法务', 'Legal') },
  { key: 'finance', label: label('财务', 'Finance') },
];

/** Roles people can have in the team of a record: the company's own list, or the shipped one. */
export function teamRoles({ meta }: { readonly meta: Pick<TenantMetadata, 'parts'> }): readonly TeamRole[] {
  const own = partsOf<OptionSet>(meta, 'optionSet').find((part) => part.name === teamRoleSet)?.definition;
  return own
    ? own.options.filter((option) => option.active !== false).map(({ key, label: text }) => ({ key, label: text }))
    : shippedTeamRoles;
}
