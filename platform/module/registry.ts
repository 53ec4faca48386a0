import type { Label } from '../kernel/index.ts';
import type { ActionDefinition } from './action.ts';
import type { JobDefinition } from './background.ts';
import type { FieldDefinition } from './fields.ts';
import type { HookDefinition } from './hook.ts';
import type { FigureDefinition, ModuleDefinition } from './manifest.ts';
import type { ObjectDefinition } from './object.ts';
import { pageProblems } from './page-problems.ts';
import type { Registry } from './services.ts';

const apiName = /^[a-z][A-Za-z0-9]{0,39}$/;
const han = /\p{Script=Han}/u;

/** Names every record has from the platform; a declaration may not take them. */
export const reservedFields: ReadonlySet<string> = new Set([
  'id',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
  'owner',
  'externalId',
  'recordType',
  'tenant',
  'object',
  'custom',
  'deletedAt',
  'errors',
]);

/** Names of columns of every table; a field may not have them either. */
const takenFields: ReadonlySet<string> = new Set(['tenantId', 'deletedBy', 'deletedWith']);
const slotName = /^[tndu]\d+$/;
const isTaken = (field: string): boolean => reservedFields.has(field) || takenFields.has(field) || slotName.test(field);

/** All objects by name, with the related lists that other modules add to their pages. */
function objectsOf(modules: readonly ModuleDefinition[]): ReadonlyMap<string, ObjectDefinition> {
  const lists = Map.groupBy(
    modules.flatMap((module) => module.related ?? []),
    ({ of }) => of,
  );
  const objects = modules.flatMap((module) => module.objects ?? []);
  return new Map(
    objects.map((object) => {
      const more = (lists.get(object.name) ?? []).map(({ of: _of, ...list }) => list);
      if (more.length === 0) return [object.name, object] as const;
      const page = { highlights: [], ...object.page, related: [...(object.page?.related ?? []), ...more] };
      return [object.name, { ...object, page }] as const;
    }),
  );
}

/** Everything wrong with a set of modules, as sentences; empty when they fit together. */
export function moduleProblems(modules: readonly ModuleDefinition[]): string[] {
  const problems: string[] = [];
  const names = new Set(modules.map((module) => module.name));
  const objects = objectsOf(modules);
  const once = (kind: string, values: readonly string[]) => {
    for (const value of new Set(values.filter((value, index) => values.indexOf(value) !== index)))
      problems.push(`${kind} "${value}" is declared twice`);
  };
  const bilingual = (where: string, label: Label | undefined) => {
    if (!label?.zh.trim() || !label.en.trim()) problems.push(`${where}: both languages are needed`);
    else if (han.test(label.en)) problems.push(`${where}: the English text holds Chinese characters`);
  };
  const isField = (target: string) => {
    const [object = '', field = ''] = target.split('.');
    return objects.get(object)?.fields[field] !== undefined || (objects.has(object) && reservedFields.has(field));
  };
  once(
    'module',
    modules.map((module) => module.name),
  );
  once(
    'object',
    modules.flatMap((module) => (module.objects ?? []).map((object) => object.name)),
  );
  once(
    'action',
    modules.flatMap((module) => (module.actions ?? []).map((action) => action.token.name)),
  );
  once(
    'hook',
    modules.flatMap((module) => (module.hooks ?? []).map((hook) => hook.name)),
  );
  once(
    'subscriber',
    modules.flatMap((module) => (module.subscribers ?? []).map((subscriber) => subscriber.name)),
  );
  once(
    'part kind',
    modules.flatMap((module) => (module.parts ?? []).map((kind) => kind.kind)),
  );
  once(
    'job',
    modules.flatMap((module) => (module.jobs ?? []).map((job) => job.name)),
  );
  once(
    'home section',
    modules.flatMap((module) => (module.home ?? []).map((section) => section.name)),
  );
  const pairValues = modules.flatMap((module) => module.pairValues ?? []);
  once(
    'value of pairs',
    pairValues.map(({ object }) => object),
  );
  for (const { object } of pairValues) if (!objects.has(object)) problems.push(`value of pairs: there is no object "${object}"`);
  const figures = modules.flatMap((module) => module.figures ?? []);
  once(
    'figure',
    figures.map(({ of, name }) => `${of}.${name}`),
  );
  for (const figure of figures) problems.push(...figureProblems(figure, objects, bilingual));
  problems.push(...pageProblems(modules, objects, bilingual));
  for (const module of modules) {
    bilingual(`module ${module.name}`, module.label);
    for (const needed of module.requires ?? [])
      if (!names.has(needed)) problems.push(`module ${module.name} requires "${needed}", which is not there`);
    for (const { of } of module.related ?? [])
      if (!objects.has(of)) problems.push(`module ${module.name} has a related list of "${of}", which does not exist`);
    for (const action of module.actions ?? []) {
      if (!objects.has(action.token.object)) problems.push(`action ${action.token.name}: there is no object "${action.token.object}"`);
      bilingual(`action ${action.token.name}`, action.label);
      for (const target of [...Object.values(action.writes ?? {}), ...(action.sets ?? [])].flat())
        if (!isField(target)) problems.push(`action ${action.token.name} writes "${target}", which is no field`);
    }
    for (const hook of module.hooks ?? [])
      if (hook.object !== '*' && !objects.has(hook.object)) problems.push(`hook ${hook.name}: there is no object "${hook.object}"`);
  }
  for (const object of objects.values()) problems.push(...objectProblems(object, objects, bilingual));
  problems.push(...cycles(modules));
  return problems;
}

function objectProblems(
  object: ObjectDefinition,
  objects: ReadonlyMap<string, ObjectDefinition>,
  bilingual: (where: string, label: Label | undefined) => void,
): string[] {
  const problems: string[] = [];
  if (!apiName.test(object.name)) problems.push(`object "${object.name}": not an API name`);
  bilingual(`object ${object.name}`, object.label);
  if (!object.fields[object.title]) problems.push(`object ${object.name}: the title field "${object.title}" does not exist`);
  const known = (field: string) => field in object.fields || reservedFields.has(field);
  for (const [name, field] of Object.entries(object.fields)) {
    if (!apiName.test(name) || isTaken(name)) problems.push(`field ${object.name}.${name}: not a free API name`);
    problems.push(...fieldProblems(`field ${object.name}.${name}`, field, objects, bilingual));
    const { base } = field;
    if (base && (!object.fields[base.currency] || object.fields[base.amount]?.type !== 'currency'))
      problems.push(`field ${object.name}.${name}: its base names no field of a currency, or none that holds the amount in the company's`);
    if (base?.rate && !object.fields[base.rate]) problems.push(`field ${object.name}.${name}: its base names no field of a rate`);
  }
  for (const field of [
    ...(object.list?.columns ?? []),
    ...(object.list?.card ?? []),
    ...(object.page?.highlights ?? []),
    ...(object.page?.sections ?? []).flatMap((section) => section.fields),
  ]) {
    if (!known(field.split('.')[0] ?? '')) problems.push(`object ${object.name}: its layout names "${field}", which does not exist`);
  }
  for (const field of Object.values(object.card ?? {}))
    if (!object.fields[field]) problems.push(`object ${object.name}: what a card says goes to "${field}", which does not exist`);
  const lists = (object.page?.related ?? []).map(({ name }) => name);
  if (new Set(lists).size !== lists.length) problems.push(`object ${object.name}: two of its related lists have one name`);
  for (const related of object.page?.related ?? []) {
    bilingual(`related list ${object.name}.${related.name}`, related.label);
    const target = objects.get(related.object);
    if (!target?.fields[related.field])
      problems.push(`object ${object.name}: related list ${related.name} has no field ${related.object}.${related.field}`);
  }
  return problems;
}

function fieldProblems(
  where: string,
  field: FieldDefinition,
  objects: ReadonlyMap<string, ObjectDefinition>,
  bilingual: (where: string, label: Label | undefined) => void,
): string[] {
  const problems: string[] = [];
  bilingual(where, field.label);
  for (const target of [...(field.object ? [field.object] : []), ...(field.objects ?? [])]) {
    if (target !== '*' && !objects.has(target)) problems.push(`${where}: points to "${target}", which does not exist`);
  }
  const needsOptions = field.type === 'picklist' || field.type === 'multiPicklist' || field.type === 'stage';
  if (needsOptions && !field.options) problems.push(`${where}: needs options`);
  const keys = (field.options ?? []).map((option) => option.key);
  if (new Set(keys).size !== keys.length) problems.push(`${where}: an option key stands twice`);
  for (const option of field.options ?? []) {
    bilingual(`${where} option ${option.key}`, option.label);
    for (const next of option.next ?? [])
      if (!keys.includes(next)) problems.push(`${where}: stage ${option.key} leads to "${next}", which does not exist`);
  }
  return problems;
}

function figureProblems(
  { name, label, of, object, field, sum, currency }: FigureDefinition,
  objects: ReadonlyMap<string, ObjectDefinition>,
  bilingual: (where: string, label: Label | undefined) => void,
): string[] {
  const where = `figure ${of}.${name}`;
  bilingual(where, label);
  const fields = objects.get(object)?.fields;
  const problems: string[] = [];
  if (!objects.has(of)) problems.push(`${where}: there is no object "${of}"`);
  if (fields?.[field]?.object !== of) problems.push(`${where}: ${object}.${field} is no lookup to ${of}`);
  if (fields?.[sum]?.type !== 'currency') problems.push(`${where}: ${object}.${sum} is no currency field`);
  if (currency !== undefined && !fields?.[currency]) problems.push(`${where}: there is no field ${object}.${currency}`);
  return problems;
}

function cycles(modules: readonly ModuleDefinition[]): string[] {
  const problems: string[] = [];
  const requires = new Map(modules.map((module) => [module.name, module.requires ?? []]));
  const walk = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      problems.push(`modules require each other in a circle: ${[...path, name].join(' → ')}`);
      return;
    }
    for (const next of requires.get(name) ?? []) walk(next, [...path, name]);
  };
  for (const module of modules) walk(module.name, []);
  return problems;
}

/** Puts modules together and checks them; a mistake in a declaration stops the start with all problems listed. */
export function createRegistry(modules: readonly ModuleDefinition[]): Registry {
  const problems = moduleProblems(modules);
  if (problems.length > 0) throw new Error(`The modules do not fit together:\n- ${problems.join('\n- ')}`);
  const hooks = modules.flatMap((module) => module.hooks ?? []);
  const actions = modules.flatMap((module) => module.actions ?? []) as ActionDefinition<unknown, unknown>[];
  const hooksByObject = new Map<string, readonly HookDefinition[]>();
  return {
    modules,
    objects: objectsOf(modules),
    hooksOf(object) {
      let found = hooksByObject.get(object);
      if (!found) {
        found = hooks.filter((hook) => hook.object === object || hook.object === '*');
        hooksByObject.set(object, found);
      }
      return found;
    },
    actionsOf: (object) => actions.filter((action) => action.token.object === object),
    subscribers: modules.flatMap((module) => module.subscribers ?? []),
    parts: new Map(modules.flatMap((module) => (module.parts ?? []).map((kind) => [kind.kind, kind] as const))),
    figures: modules.flatMap((module) => module.figures ?? []),
    timelineSources: modules.flatMap((module) => module.timelineSources ?? []),
    tiles: modules.flatMap((module) => module.tiles ?? []).sort((a, b) => a.order - b.order),
    panels: modules.flatMap((module) => module.panels ?? []),
    nextActions: modules.flatMap((module) => module.nextActions ?? []),
    home: modules.flatMap((module) => module.home ?? []),
    pairValues: new Map(modules.flatMap((module) => (module.pairValues ?? []).map((one) => [one.object, one] as const))),
    jobs: new Map(modules.flatMap((module) => (module.jobs ?? []).map((job) => [job.name, job as JobDefinition] as const))),
  };
}
