import { label } from '../../kernel/index.ts';
import type { StageCheck, StageRules } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';

/** What the process says of a stage, beside its name and colour. */
export const ruleKeys = ['usualDays', 'limitDays', 'next', 'requires', 'checks'] as const;

const mostChecks = 20;

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

/** The rules of one stage as they stand in a body: their form. Whether what they name is there, `checkProcess` asks. */
export function readRules(reader: BodyReader): StageRules {
  const texts = (name: string) => reader.list(name, 100)?.filter((value): value is string => typeof value === 'string');
  const rules = {
    usualDays: reader.integer('usualDays', 0, 3650),
    limitDays: reader.integer('limitDays', 1, 3650),
    next: texts('next'),
    requires: texts('requires'),
    checks: readChecks(reader, reader.prefix),
  };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}
