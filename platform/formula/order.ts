import { label } from '../kernel/index.ts';
import { type Formula, FormulaError } from './types.ts';

/** Formulas that need each other in a circle; `path` begins and ends with the same name. */
export class FormulaCycleError extends FormulaError {
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    const shown = path.join(' → ');
    super([
      {
        at: 0,
        length: 0,
        code: 'CYCLE',
        message: label(`公式互相引用，形成循环：${shown}`, `the formulas use each other in a circle: ${shown}`),
      },
    ]);
    this.name = 'FormulaCycleError';
    this.path = path;
  }
}

/**
 * The names so that each comes after those it uses. Only names of the map count; other fields are given.
 *
 * @throws {FormulaCycleError} with the path of a circle
 */
export function formulaOrder(formulas: ReadonlyMap<string, Pick<Formula, 'fields'>>): string[] {
  const done = new Set<string>();
  for (const start of formulas.keys()) {
    // a walk of its own, as chains may be longer than the stack
    const path: { name: string; rest: string[] }[] = [];
    const open = new Set<string>();
    const enter = (name: string) => {
      open.add(name);
      path.push({ name, rest: [...(formulas.get(name)?.fields ?? [])].filter((field) => formulas.has(field)).reverse() });
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        done.add(top.name);
        open.delete(top.name);
        path.pop();
      } else if (open.has(next)) {
        const names = path.map(({ name }) => name);
        throw new FormulaCycleError([...names.slice(names.indexOf(next)), next]);
      } else if (!done.has(next)) {
        enter(next);
      }
    }
  }
  return [...done];
}
