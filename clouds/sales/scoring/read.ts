import { label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { filterProblem } from '@huanke/platform/records';
import type { ScoreDefinition, ScoreGroup, ScoreRule } from './points.ts';

const mostGroups = 10;
const mostRules = 50;
const kinds = ['fit', 'touch', 'activity'] as const;
/** Where the words come from that a rule on what happened may name. */
const wordsOf = { touch: ['leadTouch', 'source'], activity: ['activity', 'type'] } as const;

const shippedGrades = { a: 75, b: 50, c: 25 };
const shippedHalfLife = 14;

/** Reads a score model; throws every problem, each naming its place (`groups[0].rules[2].points`). */
export function readDefinition(ctx: Context, lead: ObjectMeta, body: unknown): ScoreDefinition {
  const reader = new BodyReader(body ?? {});
  reader.only(new Set(['halfLifeDays', 'grades', 'groups']));
  const halfLifeDays = reader.integer('halfLifeDays', 1, 365) ?? shippedHalfLife;
  const grades = readGrades(reader);
  const groups = (reader.list('groups', mostGroups) ?? []).map((item, at) => readGroup(ctx, lead, reader, { item, at }));
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  if (count === 0) reader.problem('groups', 'REQUIRED', label('至少要有一条规则', 'There must be a rule'));
  if (count > mostRules) reader.problem('groups', 'LIMIT_EXCEEDED', label(`最多 ${mostRules} 条规则`, `At most ${mostRules} rules`));
  const names = groups.map(({ name }) => name);
  if (new Set(names).size < names.length) reader.problem('groups', 'DUPLICATE', label('分组名称不能重复', 'Names of groups must differ'));
  reader.finish();
  return { halfLifeDays, grades, groups };
}

function readGrades(reader: BodyReader): ScoreDefinition['grades'] {
  if (!reader.has('grades')) return shippedGrades;
  const one = new BodyReader(reader.raw('grades'), 'grades');
  one.only(new Set(['a', 'b', 'c']));
  const { a, b, c } = shippedGrades;
  const read = { a: one.integer('a', 1, 100) ?? a, b: one.integer('b', 1, 100) ?? b, c: one.integer('c', 1, 100) ?? c };
  if (read.a <= read.b || read.b <= read.c)
    one.problem('a', 'INVALID_VALUE', label('分数线要从 A 到 C 依次降低', 'The scores must fall from A to C'));
  reader.problems.push(...one.problems);
  return read;
}

interface Item {
  readonly item: unknown;
  readonly at: number;
}

function readGroup(ctx: Context, lead: ObjectMeta, reader: BodyReader, { item, at }: Item): ScoreGroup {
  const prefix = `groups[${at}]`;
  const one = new BodyReader(item, prefix);
  one.only(new Set(['name', 'cap', 'rules']));
  const name = one.text('name', { max: 40, required: true }) ?? '';
  const cap = one.integer('cap', 0, 100) ?? null;
  const rules = (one.list('rules', mostRules) ?? []).map((rule, index) => {
    const inner = new BodyReader(rule, `${prefix}.rules[${index}]`);
    const read = readRule(ctx, lead, inner);
    reader.problems.push(...inner.problems);
    return read;
  });
  reader.problems.push(...one.problems);
  return { name, cap, rules };
}

function readRule(ctx: Context, lead: ObjectMeta, reader: BodyReader): ScoreRule {
  reader.only(new Set(['kind', 'name', 'points', 'filter', 'keys']));
  const kind = reader.oneOf('kind', kinds) ?? 'fit';
  const name = reader.text('name', { max: 60, required: true }) ?? '';
  const points = reader.integer('points', -100, 100);
  if (!reader.has('points')) reader.problem('points', 'REQUIRED', label('请填写分值', 'Give the points'));
  const base = { name, points: points ?? 0 };
  if (kind === 'fit') return { kind, ...base, filter: readFilter(ctx, lead, reader) };
  return { kind, ...base, keys: readKeys(ctx, kind, reader) };
}

function readFilter(ctx: Context, lead: ObjectMeta, reader: BodyReader): unknown {
  const filter = reader.raw('filter') ?? null;
  if (filter === null) return reader.problem('filter', 'REQUIRED', label('请填写条件', 'Give the condition'));
  const wrong = filterProblem(ctx, lead, filter);
  if (wrong) reader.problem('filter', 'INVALID_VALUE', wrong);
  return filter;
}

function readKeys(ctx: Context, kind: keyof typeof wordsOf, reader: BodyReader): string[] {
  const [object, field] = wordsOf[kind];
  const known = new Set(
    ctx
      .elevated()
      .meta.object(object)
      ?.fields.get(field)
      ?.options?.map(({ key }) => key),
  );
  const keys = reader.list('keys', 50) ?? [];
  keys.forEach((key, at) => {
    if (typeof key !== 'string' || !known.has(key))
      reader.problem(`keys[${at}]`, 'INVALID_VALUE', label('没有这个选项', 'There is no such option'));
  });
  return [...new Set(keys.filter((key): key is string => typeof key === 'string'))];
}
