import type { Formula } from '../../formula/index.ts';
import { type Label, label } from '../../kernel/index.ts';
import { type FieldMeta, type ObjectMeta, partsOf, type TenantMetadata } from '../../module/index.ts';
import { compileOrNull, formulaOf, formulaTypeOf, isFormula, ruleOrNull } from './compile.ts';
import { defaultFormula } from './default.ts';
import { formulaPath } from './scope.ts';
import { type ValidationRule, validationKindName } from './validation-rule.ts';

/** Something that reads fields by a formula. */
export interface FormulaUser {
  readonly kind: 'formula' | 'default' | 'validation';
  readonly object: ObjectMeta;
  readonly name: string;
  readonly label: Label;
  readonly formula: Formula;
}

/** Every formula of a tenant's configuration that can be read. */
export function formulaUsers(metadata: TenantMetadata): FormulaUser[] {
  return metadata.objects.flatMap((object) => [
    ...[...object.fields.values()].flatMap((field) => usersOfField(metadata, object, field)),
    ...partsOf<ValidationRule>(object, validationKindName).flatMap(({ name, definition }): FormulaUser[] => {
      const formula = ruleOrNull(metadata, object, definition.condition);
      return formula ? [{ kind: 'validation', object, name, label: definition.label, formula }] : [];
    }),
  ]);
}

function usersOfField(metadata: TenantMetadata, object: ObjectMeta, field: FieldMeta): FormulaUser[] {
  const own = { object, name: field.name, label: field.label };
  if (isFormula(field)) {
    const formula = formulaOf(metadata, object, field);
    return formula ? [{ ...own, kind: 'formula', formula }] : [];
  }
  const source = defaultFormula(field);
  const formula = source === undefined ? null : compileOrNull(metadata, object, source, formulaTypeOf(field.type));
  return formula ? [{ ...own, kind: 'default', formula }] : [];
}

/** Fields a formula reads, those it only reaches through included, as `object.field`. */
export function fieldsRead(metadata: Pick<TenantMetadata, 'object'>, object: ObjectMeta, formula: Pick<Formula, 'fields'>): Set<string> {
  const found = new Set<string>();
  for (const name of formula.fields) {
    const path = formulaPath(metadata, object, name);
    if (!path) continue;
    let at = object;
    for (const hop of path.hops) {
      found.add(`${at.name}.${hop.field.name}`);
      at = hop.target;
    }
    found.add(`${path.object.name}.${path.field.name}`);
  }
  return found;
}

/** The formulas that need a field; `own` formulas of the field itself do not count. */
export function usersOf(metadata: TenantMetadata, object: string, field: string): FormulaUser[] {
  return formulaUsers(metadata).filter(
    (user) =>
      !(user.object.name === object && user.name === field) && fieldsRead(metadata, user.object, user.formula).has(`${object}.${field}`),
  );
}

/** 商机 · 毛利 */
export function userLabel({ object, label: own }: Pick<FormulaUser, 'object' | 'label'>): Label {
  return label(`${object.label.zh} · ${own.zh}`, `${object.label.en} · ${own.en}`);
}
