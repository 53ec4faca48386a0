import { type Sql, sql } from '../../database/sql.ts';
import { readNumberFormat } from '../functions/format.ts';
import { joined } from './operators.ts';
import { timeText } from './time-text.ts';
import { at, type CallRun, calls, int, shown, type Writer } from './writer.ts';

const SPACES = ' \t\n\r\u3000';
const signs = Array.from({ length: 94 }, (_, i) => 0x21 + i);
const halfWidth = `${String.fromCharCode(...signs)} `;
const fullWidth = `${String.fromCharCode(...signs.map((code) => code + 0xfee0))}\u3000`;

const pad = (isLeft: boolean): Writer => {
  const side = sql.lit(isLeft);
  return (args) => sql`formula_pad(${at(args, 0)}, ${int(at(args, 1))}, ${args[2] ?? sql`' '`}, ${side})`;
};

function text(args: readonly Sql[], run: CallRun): Sql {
  const format = run.node.args[1];
  if (!format) return shown(at(args, 0), run.types[0], run);
  return run.types[0] === 'number' ? numberText(at(args, 0), formatOf(run)) : timeText(at(args, 0), formatOf(run), run);
}

/** The format, which the checker demands to be written out. */
export function formatOf(run: CallRun, index = 1): string {
  const format = run.node.args[index];
  return format?.kind === 'literal' ? String(format.value ?? '') : '';
}

function numberText(value: Sql, written: string): Sql {
  const format = readNumberFormat(written);
  if (!format) return sql`null::text`;
  const { whole, least, most, grouped, percent, before, after } = format;
  return sql`formula_format_number(${value}, ${sql.lit(whole)}, ${sql.lit(least)}, ${sql.lit(most)}, ${sql.lit(grouped)}, ${sql.lit(percent)}, ${before}::text, ${after}::text)`;
}

export const textWriters: Readonly<Record<string, Writer>> = {
  LEN: (args) => sql`length(${at(args, 0)})::numeric`,
  LEFT: (args) => sql`left(${at(args, 0)}, formula_count(${args[1] ?? sql`1`}))`,
  RIGHT: (args) => sql`right(${at(args, 0)}, formula_count(${args[1] ?? sql`1`}))`,
  MID: (args) => sql`formula_mid(${at(args, 0)}, ${int(at(args, 1))}, ${int(at(args, 2))})`,
  UPPER: calls('formula_upper'),
  LOWER: calls('formula_lower'),
  TRIM: (args) => sql`btrim(${at(args, 0)}, ${SPACES}::text)`,
  SUBSTITUTE: calls('formula_substitute'),
  REPLACE: (args) => sql`formula_replace(${at(args, 0)}, ${int(at(args, 1))}, ${int(at(args, 2))}, ${at(args, 3)})`,
  FIND: (args) => sql`formula_find(${at(args, 0)}, ${at(args, 1)}, ${args[2] ? int(args[2]) : sql`1`})::numeric`,
  CONTAINS: calls('formula_contains'),
  STARTSWITH: calls('formula_starts'),
  ENDSWITH: calls('formula_ends'),
  CONCAT: joined,
  TEXTJOIN: (args, run) => {
    const [separator, ...rest] = args;
    const parts = rest.map((arg, i) => sql`nullif(${shown(arg, run.types[i + 1], run)}, '')`);
    return sql`array_to_string(array[${sql.join(parts)}]::text[], ${separator})`;
  },
  TEXT: text,
  VALUE: calls('formula_value'),
  REPT: (args) => sql`formula_rept(${at(args, 0)}, ${int(at(args, 1))})`,
  REVERSE: calls('reverse'),
  PADLEFT: pad(true),
  PADRIGHT: pad(false),
  SPLITPART: (args) => sql`formula_split(${at(args, 0)}, ${at(args, 1)}, ${int(at(args, 2))})`,
  MASK: (args) => sql`formula_mask(${at(args, 0)}, ${int(at(args, 1))}, ${int(at(args, 2))})`,
  DIGITS: (args) => sql`regexp_replace(${at(args, 0)}, '[^0-9]', '', 'g')`,
  HALFWIDTH: (args) => sql`translate(${at(args, 0)}, ${fullWidth}::text, ${halfWidth}::text)`,
  CHAR: (args) => sql`formula_char(${int(at(args, 0))})`,
  CODE: (args) => sql`nullif(ascii(${at(args, 0)}), 0)::numeric`,
  OCCURRENCES: (args) => sql`formula_occurrences(${at(args, 0)}, ${at(args, 1)})::numeric`,
};
