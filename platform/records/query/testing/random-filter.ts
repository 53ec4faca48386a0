import type { FieldMeta, ObjectMeta } from '../../../module/index.ts';
import { familyOf, operators } from '../shape.ts';
import type { FilterInput, SortInput } from '../types.ts';
import { type Random, randomValue, type World } from './world.ts';

const reached = [
  'org.name',
  'org.level',
  'org.size',
  'org.parent.name',
  'owner.department',
  'owner.department.name',
  'reviewer.name',
  'x_org.level',
];

function pickField(random: Random, meta: ObjectMeta, world: World): { name: string; field: FieldMeta } {
  if (random.chance(0.2)) {
    const name = random.pick(reached.filter((one) => meta.fields.has(one.split('.')[0] ?? '')));
    let about = meta;
    let field: FieldMeta | undefined;
    for (const part of name.split('.')) {
      field = about.fields.get(part);
      const next = field?.type === 'user' || field?.type === 'department' ? field.type : field?.object;
      if (next) about = world.ctx.meta.object(next) ?? about;
    }
    if (field) return { name, field };
  }
  const field = random.pick([...meta.fields.values()].filter((one) => one.name !== 'createdBy' && one.name !== 'updatedBy'));
  return { name: field.name, field };
}

function randomCondition(random: Random, meta: ObjectMeta, world: World): FilterInput {
  for (;;) {
    const { name, field } = pickField(random, meta, world);
    const op = random.pick(operators[familyOf(field)]);
    const value = operand(random, field, meta, world, op);
    if (value !== skip) return { field: name, op, ...(value === undefined ? {} : { value }) };
  }
}

const skip = Symbol('not this operator');

function operand(random: Random, field: FieldMeta, meta: ObjectMeta, world: World, op: string): unknown {
  const family = familyOf(field);
  const single = (): unknown => {
    if (random.chance(0.05)) return null;
    return plain();
  };
  const plain = (): unknown => {
    if (family === 'id') return random.pick([...(world.data.get(meta.name)?.keys() ?? [])]);
    if (field.name === 'version') return random.int(0, 2);
    if (family === 'links') return random.pick([...(world.data.get('org')?.keys() ?? [])]);
    if (family === 'keys') return random.pick(randomValue(random, field, world, true) as string[]);
    if (family === 'address') return random.pick(['330106', '330200', '310000']);
    if (field.type === 'user' && random.chance(0.4)) return random.pick(['me', 'myReports', 'myDepartment', 'myDepartmentAndBelow']);
    if (field.type === 'department' && random.chance(0.3)) return random.pick(['myDepartment', 'myDepartmentAndBelow']);
    if (family === 'datetime' && random.chance(0.5)) return random.pick(['2026-03-08', '2026-03-18', '2026-01-01']);
    return randomValue(random, field, world, true);
  };
  switch (op) {
    case 'isNull':
    case 'isNotNull':
      return undefined;
    case 'eq':
    case 'ne':
      return family === 'keys' ? (random.chance(0.1) ? null : randomValue(random, field, world, true)) : single();
    case 'in':
    case 'notIn':
      return Array.from({ length: random.int(0, 3) }, single);
    case 'between':
      return [plain(), plain()];
    case 'contains':
    case 'startsWith': {
      if (family === 'keys' || family === 'links') return plain();
      const text =
        family === 'address'
          ? 'ac'
          : String(randomValue(random, { ...field, type: field.type === 'email' ? 'email' : 'text' }, world, true));
      const from = op === 'startsWith' ? 0 : random.int(0, Math.max(0, text.length - 2));
      const part = text
        .slice(from, from + random.int(1, 4))
        .toWellFormed()
        .trim();
      return part === '' || part.includes('\ufffd') ? skip : part;
    }
    case 'under':
      if (family === 'address') return random.pick(['330000', '330100', '310000']);
      if (field.object === 'org' || field.type === 'department')
        return random.pick([...(world.data.get(field.type === 'department' ? 'department' : 'org')?.keys() ?? [])]);
      return skip;
    case 'within':
    case 'near':
      return skip;
    default:
      return plain();
  }
}

export function randomFilter(random: Random, meta: ObjectMeta, world: World, depth = 3): FilterInput {
  const kind =
    depth === 0
      ? 'test'
      : random.weighted([
          ['test', 5],
          ['and', 2],
          ['or', 2],
          ['not', 1],
        ]);
  const items = () => Array.from({ length: random.int(0, 3) }, () => randomFilter(random, meta, world, depth - 1));
  if (kind === 'and') return { and: items() };
  if (kind === 'or') return { or: items() };
  if (kind === 'not') return { not: randomFilter(random, meta, world, depth - 1) };
  return randomCondition(random, meta, world);
}

const sortable = [
  'text',
  'number',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'boolean',
  'picklist',
  'email',
  'lookup',
  'user',
  'department',
];

export function randomSort(random: Random, meta: ObjectMeta): SortInput[] {
  const names = [...meta.fields.values()]
    .filter((field) => sortable.includes(field.type) && !field.many && field.name !== 'createdBy' && field.name !== 'updatedBy')
    .map((field) => field.name);
  const all = [...names, ...reached.filter((one) => meta.fields.has(one.split('.')[0] ?? ''))];
  return random
    .shuffle(all)
    .slice(0, random.int(0, 3))
    .map((field) => ({ field, direction: random.pick(['asc', 'desc'] as const) }));
}
