import { errors, type Label, label } from '../kernel/index.ts';
import type { FieldDefinition } from '../module/index.ts';

/** What can only be said with the other fields of the object: the controlling field is there, a picklist, and no ring comes of it. */
export function checkDependsOn(fields: ReadonlyMap<string, Partial<FieldDefinition>>, name: string, at: string): void {
  const refusal = (message: Label) => errors.INVALID_VALUE({ errors: [{ field: at, code: 'INVALID_VALUE', message }] });
  const seen = [name];
  let above = fields.get(name)?.dependsOn;
  if (above === undefined) return;
  const type = fields.get(name)?.type;
  if (type !== 'picklist' && type !== 'multiPicklist')
    throw refusal(label('只有选项字段可以依赖其他字段', 'Only picklists can depend on another field'));
  while (above !== undefined) {
    const field = fields.get(above);
    if (!field || (field.type !== 'picklist' && field.type !== 'multiPicklist' && field.type !== 'stage'))
      throw refusal(label('控制字段应是同一对象的选项字段', 'The controlling field must be a picklist of the same object'));
    if (seen.includes(above)) throw refusal(label('选项的依赖不能成环', 'Picklists can not depend on each other in a ring'));
    seen.push(above);
    above = field.dependsOn;
  }
}

/** An encrypted text has no default and names no record; nothing of it may lie anywhere in the clear. */
export function checkEncrypted(definition: Partial<FieldDefinition>, at: string): void {
  if (definition.type !== 'encrypted' || definition.default === undefined || definition.default === null) return;
  const message = label('加密字段不能有默认值', 'An encrypted field has no default');
  throw errors.INVALID_VALUE({ errors: [{ field: `${at}default`, code: 'INVALID_VALUE', message }] });
}
