import { errors, fieldError, label } from '../kernel/index.ts';
import { noticeGroups } from './kinds.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownField = (field: string) =>
  errors.UNKNOWN_FIELD({ errors: [{ field, code: 'UNKNOWN_FIELD', message: errors.UNKNOWN_FIELD().text }] });

function readSwitches(raw: unknown, field: string, names: readonly string[]): Record<string, boolean> | null {
  if (raw === null) return null;
  if (!isObject(raw)) throw fieldError('WRONG_TYPE', field);
  for (const [name, value] of Object.entries(raw)) {
    if (!names.includes(name)) throw unknownField(`${field}.${name}`);
    if (typeof value !== 'boolean') throw fieldError('WRONG_TYPE', `${field}.${name}`);
  }
  return raw as Record<string, boolean>;
}

function readWays(raw: unknown): unknown {
  if (raw === null) return null;
  if (!isObject(raw)) throw fieldError('WRONG_TYPE', 'ways');
  for (const [group, ways] of Object.entries(raw)) {
    if (!(noticeGroups as readonly string[]).includes(group)) throw unknownField(`ways.${group}`);
    const read = readSwitches(ways, `ways.${group}`, ['bell', 'mail', 'push', 'app']);
    if (read && (read['bell'] === undefined || read['mail'] === undefined)) throw fieldError('REQUIRED', `ways.${group}`);
  }
  return raw;
}

function readWhole(raw: unknown, field: string, most: number): unknown {
  if (raw === null) return null;
  if (!Number.isInteger(raw) || (raw as number) < 0 || (raw as number) > most)
    throw fieldError('INVALID_VALUE', field, label(`应为 0 到 ${most} 的整数`, `Must be a whole number from 0 to ${most}`));
  return raw;
}

const isTime = (text: unknown) => typeof text === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

function readQuiet(raw: unknown): unknown {
  if (raw === null || raw === 'company') return raw;
  if (!isObject(raw)) throw fieldError('WRONG_TYPE', 'quiet');
  for (const name of ['from', 'to']) {
    if (!isTime(raw[name]))
      throw fieldError('INVALID_VALUE', `quiet.${name}`, label('应为时间，例如 22:00', 'Must be a time such as 22:00'));
  }
  if (raw['from'] === raw['to'])
    throw fieldError('INVALID_VALUE', 'quiet.to', label('开始和结束不能相同', 'Must differ from the beginning'));
  return { from: raw['from'], to: raw['to'] };
}

function readMail(raw: unknown): unknown {
  if (raw !== null && !['now', 'daily', 'weekly'].includes(raw as string))
    throw fieldError('INVALID_VALUE', 'mail', label('只能是 now、daily、weekly', 'Must be now, daily or weekly'));
  return raw;
}

const readers: Readonly<Record<string, (raw: unknown) => unknown>> = {
  ways: readWays,
  follow: (raw) => readSwitches(raw, 'follow', ['owner', 'commenter']),
  mail: readMail,
  digestHour: (raw) => readWhole(raw, 'digestHour', 23),
  digestDay: (raw) => readWhole(raw, 'digestDay', 6),
  quiet: readQuiet,
  timeZone: (raw) => {
    if (raw !== null && typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'timeZone');
    return raw;
  },
};

/** A change of choices as it came; every name known, every value of its kind. */
export function readChoice(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, raw]) => {
      const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
      if (!read) throw unknownField(name);
      return [name, read(raw)];
    }),
  );
}
