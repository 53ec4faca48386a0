import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { measure } from './measure.ts';
import { type Grade, grades, type ScoreDefinition } from './points.ts';

/** The newest leads stand for all. */
const mostSampled = 1000;
const bins = 10;

export interface Preview {
  readonly sample: number;
  readonly grades: Readonly<Record<Grade, number>>;
  /** Leads by score: 0–9, 10–19, … 90–100. */
  readonly bins: readonly number[];
}

/** What leads would get by a model that nobody has saved yet. Reads only. */
export async function previewModel(ctx: Context, lead: ObjectMeta, definition: ScoreDefinition): Promise<Preview> {
  const scored = await measure(
    ctx,
    lead,
    definition,
    sql`o.id in (select id from lead where tenant_id = ${ctx.tenant.id} and deleted_at is null and status is distinct from 'converted'
      order by id desc limit ${mostSampled})`,
  );
  const counts = Array.from({ length: bins }, () => 0);
  for (const { score } of scored) {
    const at = Math.min(bins - 1, Math.floor(score / 10));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const gradeCount = (grade: Grade) => scored.filter((one) => one.grade === grade).length;
  return {
    sample: scored.length,
    grades: Object.fromEntries(grades.map((grade) => [grade, gradeCount(grade)])) as Record<Grade, number>,
    bins: counts,
  };
}
