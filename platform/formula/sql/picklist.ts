import { sql } from '../../database/sql.ts';
import { formatOf } from './text.ts';
import { at, list, type Writer } from './writer.ts';

const labelOf: Writer = (args, run) => {
  const [field] = run.node.args;
  const options = field?.kind === 'field' ? (field.field.options ?? []) : [];
  const isEnglish = formatOf(run) === 'en';
  const whens = options.map(({ key, label }) => sql`when ${key}::text then ${isEnglish ? label.en : label.zh}::text`);
  // an option that is gone shows its key
  return sql`(case ${at(args, 0)} ${sql.join(whens, sql` `)} else ${at(args, 0)} end)`;
};

export const picklistWriters: Readonly<Record<string, Writer>> = {
  ISPICKVAL: (args) => sql`nullif(${at(args, 0)}, '') = ${at(args, 1)}`,
  PICKLABEL: labelOf,
  INCLUDES: (args) => sql`jsonb_exists_any(${at(args, 0)}, array[${list(args.slice(1))}]::text[])`,
  INCLUDESALL: (args) => sql`jsonb_exists_all(${at(args, 0)}, array[${list(args.slice(1))}]::text[])`,
  PICKCOUNT: (args) => sql`coalesce(jsonb_array_length(${at(args, 0)}), 0)::numeric`,
  PICKJOIN: (args) => sql`formula_join(${at(args, 0)}, ${args[1] ?? sql`', '`})`,
};
