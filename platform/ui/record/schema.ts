import type { ActionMeta, FieldMeta, FieldType, Label, ObjectMeta, ObjectSummary } from '../data/meta.ts';
import { fieldOf } from '../data/meta.ts';
import { endingOf, missingFor } from './stage.ts';

/** One input of an action's form. */
export interface ActionField {
  readonly field: FieldMeta;
  readonly required: boolean;
  readonly start: unknown;
}

interface Property {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

const typesOf = (property: Property) =>
  (Array.isArray(property.type) ? (property.type as string[]) : [property.type ?? 'string']) as string[];

function typeOf(property: Property): FieldType {
  const types = typesOf(property);
  if (property.enum) return 'picklist';
  if (types.includes('boolean')) return 'boolean';
  if (property.format === 'date') return 'date';
  if (property.format === 'date-time') return 'datetime';
  if (types.includes('number') || types.includes('integer')) return 'number';
  return (property.maxLength ?? 0) > 500 ? 'longText' : 'text';
}

const both = (text: string): Label => ({ zh: text, en: text });

function fieldFor(name: string, property: Property, meta: ObjectMeta, objects: readonly ObjectSummary[]): FieldMeta {
  const own = fieldOf(meta, name);
  if (own) {
    // A reopened deal goes to an open stage; won and lost have actions of their own.
    const options = own.type === 'stage' ? { options: (own.options ?? []).filter((option) => option.category === 'open') } : {};
    return { ...own, ...options, required: false };
  }
  const label = both(property.title ?? name);
  const object = objects.find((one) => one.name === name);
  if (object && typesOf(property).includes('string') && !property.format)
    return { name, type: 'lookup', label: property.title ? label : object.label, object: name };
  const options = property.enum?.map((key) => ({ key: String(key), label: both(String(key)) }));
  return {
    name,
    type: typeOf(property),
    label,
    ...(options ? { options } : {}),
    ...(property.maxLength ? { max: property.maxLength } : {}),
  };
}

type Values = Readonly<Record<string, unknown>>;

const inputsOf = (action: ActionMeta) => new Set(Object.keys((action.input as { properties?: object } | undefined)?.properties ?? {}));

/** What the stage that an action leads to asks for and the record lacks. */
function gateOf(meta: ObjectMeta, action: ActionMeta, record: Values): readonly FieldMeta[] {
  const stages = meta.fields.filter(({ type }) => type === 'stage').flatMap(({ options = [] }) => options);
  const target = stages.find((option) => endingOf(meta, option)?.name === action.name);
  return missingFor(meta, target, record).filter(({ readOnly }) => !readOnly);
}

/**
 * The form of an action from its JSON Schema: a property named like a field of the object is edited as that field. `needs` are required beside
 * what the schema requires. What the stage it leads to asks for is in the form, too, as fields of the record (`splitForm`).
 */
export function actionFields(
  action: ActionMeta,
  meta: ObjectMeta,
  record: Values,
  { objects, today, needs }: { readonly objects: readonly ObjectSummary[]; readonly today: string; readonly needs: readonly string[] },
): readonly ActionField[] {
  const schema = (action.input ?? {}) as { properties?: Readonly<Record<string, Property>>; required?: readonly string[] };
  const gate = gateOf(meta, action, record);
  const asked = new Set([...needs, ...(schema.required ?? []), ...gate.map(({ name }) => name)]);
  const inputs = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const field = fieldFor(name, property, meta, objects);
    const held = fieldOf(meta, name) && field.type !== 'stage' ? record[name] : undefined;
    const start = held ?? property.default ?? (field.type === 'date' ? today : null);
    return { field, required: asked.has(name), start };
  });
  const names = inputsOf(action);
  return [...inputs, ...gate.filter(({ name }) => !names.has(name)).map((field) => ({ field, required: true, start: null }))];
}

/** A filled form in two: what the action is given, and what is kept in the record before it. */
export function splitForm(action: ActionMeta, values: Values): { readonly input: Values; readonly beside: Values } {
  const inputs = inputsOf(action);
  const part = (isInput: boolean) => Object.fromEntries(Object.entries(values).filter(([name]) => inputs.has(name) === isInput));
  return { input: part(true), beside: part(false) };
}

/** Is there anything to ask? A switch that has an obvious value is not worth a dialog. */
export function needsForm(fields: readonly ActionField[]): boolean {
  return fields.some(({ field, required }) => required || field.type !== 'boolean');
}
