import { type Principal, type ShareLevel, sharingRuleKindName } from '../../access/index.ts';
import type { Label } from '../../kernel/index.ts';
import { type ObjectMeta, type Part, partsOf } from '../../module/index.ts';

/** What is open to whom beside owners and their superiors: by who owns a record, or by what it says. */
export interface SharingRule {
  readonly label: Label;
  readonly active: boolean;
  readonly by: 'owner' | 'filter';
  /** Of rules by owner: records of these people are shared. */
  readonly from: readonly Principal[];
  /** Of rules by filter. */
  readonly filter?: unknown;
  readonly to: readonly Principal[];
  readonly level: ShareLevel;
}

export function sharingRules(meta: ObjectMeta): readonly Part<SharingRule>[] {
  return partsOf<SharingRule>(meta, sharingRuleKindName);
}

/** Rules whose shares lie as rows; those by owner are part of the caller's reach instead (decision 0020). */
export function filterRules(meta: ObjectMeta): readonly Part<SharingRule>[] {
  return sharingRules(meta).filter(({ definition }) => definition.active && definition.by === 'filter');
}
