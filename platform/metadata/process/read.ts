import { label, parseDecimal } from '../../kernel/index.ts';
import type { StageCheck, StageGate, StageRules, TeamGate } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';

/** What the process says of a stage, beside its name and colour. */
export const ruleKeys = ['usualDays', 'limitDays', 'next', 'requires', 'checks', 'team', 'exit'] as const;

const mostChecks = 20;
const mostRoles = 20;

const without = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

function readChecks(reader: BodyReader, prefix: string): StageCheck[] | undefined {
  return reader.list('checks', mostChecks)?.map((item, index) => {
    const check = new BodyReader(item, `${prefix}checks[${index}]`);
    check.only(new Set(['condition', 'message']));
    const made = {
      condition: check.text('condition', { max: 2000, required: true }) ?? '',
      message: check.label('message', true) ?? label('不符合进入条件', 'The condition is not met'),
    };
    reader.problems.push(...check.problems);
    return made;
  });
}

const textsOf = (reader: BodyReader, name: string, most = 100) =>
  reader.list(name, most)?.filter((value): value is string => typeof value === 'string');

function readAbove(team: BodyReader): TeamGate['above'] {
  const raw = team.raw('above');
  if (raw === undefined || raw === null) return undefined;
  const above = new BodyReader(raw, `${team.prefix}above`);
  above.only(new Set(['field', 'value']));
  const field = above.text('field', { required: true });
  const value = above.raw('value');
  const amount = typeof value === 'number' ? String(value) : value;
  if (typeof amount !== 'string' || typeof parseDecimal(amount, 6) !== 'bigint')
    above.problem('value', 'INVALID_VALUE', label('应为数字', 'Must be a number'));
  team.problems.push(...above.problems);
  return { field: field ?? '', value: typeof amount === 'string' ? amount.trim() : '0' };
}

function readTeam(reader: BodyReader): TeamGate | undefined {
  const raw = reader.raw('team');
  if (raw === undefined || raw === null) return undefined;
  const team = new BodyReader(raw, `${reader.prefix}team`);
  team.only(new Set(['roles', 'above']));
  const roles = [...new Set(textsOf(team, 'roles', mostRoles) ?? [])];
  if (roles.length === 0) team.problem('roles', 'REQUIRED', label('请至少选择一个团队角色', 'Choose at least one role'));
  const above = readAbove(team);
  reader.problems.push(...team.problems);
  return without({ roles, above });
}

const gateKeys = new Set(['requires', 'checks', 'team']);

function readGate(reader: BodyReader): StageGate {
  return without({ requires: textsOf(reader, 'requires'), checks: readChecks(reader, reader.prefix), team: readTeam(reader) });
}

function readExit(reader: BodyReader): StageGate | undefined {
  const raw = reader.raw('exit');
  if (raw === undefined || raw === null) return undefined;
  const exit = new BodyReader(raw, `${reader.prefix}exit`);
  exit.only(gateKeys);
  const gate = readGate(exit);
  reader.problems.push(...exit.problems);
  return Object.keys(gate).length > 0 ? gate : undefined;
}

/** The rules of one stage as they stand in a body: their form. Whether what they name is there, `checkProcess` asks. */
export function readRules(reader: BodyReader): StageRules {
  return without({
    usualDays: reader.integer('usualDays', 0, 3650),
    limitDays: reader.integer('limitDays', 1, 3650),
    next: textsOf(reader, 'next'),
    ...readGate(reader),
    exit: readExit(reader),
  });
}
