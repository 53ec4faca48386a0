import { AppError } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { referencesIn, titlesOf, withTitles } from './titles.ts';
import type { SaveResult } from './types.ts';

/** Version conflicts show what the record holds now as a caller reads it: references with their titles. */
export async function decorateProblems(ctx: Context, meta: ObjectMeta, results: SaveResult[]): Promise<void> {
  const conflicts = results.filter((result) =>
    result.error?.errors.some((problem) => problem.current !== undefined && meta.fields.has(problem.field)),
  );
  if (conflicts.length === 0) return;
  const fieldOf = (name: string) => meta.fields.get(name);
  const references = conflicts.flatMap((result) =>
    (result.error?.errors ?? []).flatMap((problem) => {
      const field = fieldOf(problem.field);
      return field ? referencesIn(field, problem.current) : [];
    }),
  );
  const titles = await titlesOf(ctx, references);
  for (const result of conflicts) {
    const { error } = result;
    if (!error) continue;
    const decorated = error.errors.map((problem) => {
      const field = fieldOf(problem.field);
      return field && problem.current !== undefined ? { ...problem, current: withTitles(field, problem.current, titles) } : problem;
    });
    results[results.indexOf(result)] = { ...result, error: new AppError(error.code, error.status, error.text, { errors: decorated }) };
  }
}
