import type { FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { formulaOf } from './compile.ts';
import { formulaPath } from './scope.ts';

/** What the value of a formula field hangs on, the formula fields it uses followed. */
export interface Dependence {
  /** Stored fields of the record itself. */
  readonly own: ReadonlySet<string>;
  /** Formula fields of the record on the way, itself included. */
  readonly formulas: ReadonlySet<string>;
  /** It reads records above, which change without the record. */
  readonly above: boolean;
  /** It changes with time alone. */
  readonly clock: boolean;
}

export function dependenceOf(metadata: Pick<TenantMetadata, 'object'>, object: ObjectMeta, field: FieldMeta): Dependence {
  const own = new Set<string>();
  const formulas = new Set<string>();
  let [above, clock] = [false, false];
  const visit = (one: FieldMeta): void => {
    const formula = formulas.has(one.name) ? undefined : formulaOf(metadata, object, one);
    formulas.add(one.name);
    if (!formula) return;
    clock ||= formula.usesClock;
    for (const name of formula.fields) {
      const path = formulaPath(metadata, object, name);
      if (!path || path.hops.length > 0) above = true;
      else if (path.field.storage.kind === 'formula') visit(path.field);
      else own.add(name);
    }
  };
  visit(field);
  return { own, formulas, above, clock };
}
