import { sharingRuleKindName } from '../access/index.ts';
import { fieldError, type Label, label } from '../kernel/index.ts';
import { type Context, partsOf } from '../module/index.ts';
import { filterFields } from './rollup.ts';

/** Refuses to take away or turn into another type what a sharing rule compares: it would share nothing, and nobody would know why. */
export function refuseInSharing(ctx: Context, object: string, field: string): void {
  const meta = ctx.meta.object(object);
  const rule =
    meta &&
    partsOf<{ readonly label: Label; readonly filter?: unknown }>(meta, sharingRuleKindName).find(({ definition }) =>
      filterFields(definition.filter).includes(field),
    );
  if (!rule) return;
  const { zh, en } = rule.definition.label;
  throw fieldError(
    'STATE',
    'name',
    label(`共享规则“${zh}”正在使用它，请先修改或删除那条规则`, `The sharing rule "${en}" uses it; change or delete that rule first`),
  );
}
