import type { ObjectDefinition } from '../module/index.ts';
import { customRecordStatements, recordTypeIndexStatement, slotIndexStatement, slotNames, tableOf, tableStatements } from './tables.ts';

const made = /^create (?:table|(?:unique )?index)(?: concurrently)? if not exists "?([^" ]+)"?/;
/** PostgreSQL cuts names here, without a word to who reads only errors. */
const longest = 63;

const nameIn = (statement: string): string[] => {
  const name = made.exec(statement)?.[1];
  return name === undefined ? [] : [Buffer.from(name).subarray(0, longest).toString()];
};

const laterIndexes = (table: string, custom: boolean) => [
  recordTypeIndexStatement(table),
  ...Object.values(slotNames(custom)).flatMap((names) => names.map((slot) => slotIndexStatement(table, slot))),
];

/**
 * Tables and indexes share one space of names, and `if not exists` is silent: an indexed field `x` of an object `a` and the table of an
 * object `aX` are both called `a_x`, and whichever comes second is missing. Answers each such pair as a sentence; empty when there is none.
 */
export function relationProblems(objects: Iterable<ObjectDefinition>): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  const claim = (owner: string, statements: readonly string[]) => {
    for (const name of statements.flatMap(nameIn)) {
      const other = owners.get(name);
      if (other !== undefined)
        problems.push(`object ${owner}: its table or one of its indexes is called "${name}", as one of object ${other}`);
      owners.set(name, owner);
    }
  };
  claim('*', [...customRecordStatements(), ...laterIndexes('custom_record', true)]);
  for (const object of objects) claim(object.name, [...tableStatements(object), ...laterIndexes(tableOf(object), false)]);
  return problems;
}
