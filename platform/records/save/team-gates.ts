import { sql } from '../../database/sql.ts';
import { dayIn, label, parseDecimal } from '../../kernel/index.ts';
import { teamRoles } from '../../metadata/index.ts';
import type { TeamGate } from '../../module/index.ts';
import { alive } from './hooks.ts';
import type { RowState, SaveRun } from './types.ts';
import { finalValue, withField } from './validate.ts';

const scale = 6;
const missing = label('进入“{stage}”前，团队里还缺：{roles}', 'Before “{stage}” the team still lacks: {roles}');

const amountOf = (value: unknown): bigint => {
  const read = typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value), scale) : 0n;
  return typeof read === 'bigint' ? read : 0n;
};

/** Whether a gate asks anything of this record. A field that is gone asks nothing any more; an amount without a known rate counts as it is. */
function asks(run: SaveRun, state: RowState, { above }: TeamGate): boolean {
  if (!above) return true;
  const field = run.meta.fields.get(above.field);
  if (!field) return false;
  const worth = field.base ? finalValue(state, field.base.amount) : null;
  return amountOf(worth ?? finalValue(state, above.field)) > amountOf(above.value);
}

/** The team gates that moves of the batch have to pass: who stands in the teams today is read once for all of them. */
export async function checkTeams(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const asked = alive(states).flatMap((state) =>
    (state.teams ?? []).filter(({ gate }) => asks(run, state, gate)).map((one) => ({ ...one, state })),
  );
  if (asked.length === 0) return;
  const held = await rolesOf(
    run,
    asked.map(({ state }) => state.id),
  );
  const names = new Map(teamRoles(run.ctx).map((role) => [role.key, role.label]));
  for (const { state, field, gate, stage } of asked) {
    // a role the company has given up can not be filled any more
    const lacking = gate.roles.filter((role) => names.has(role) && !held.get(state.id)?.has(role));
    if (lacking.length === 0) continue;
    const roles = lacking.map((role) => names.get(role) ?? label(role, role));
    const message = withField(missing, [], 'field', {
      stage: stage.label,
      roles: label(roles.map(({ zh }) => zh).join('、'), roles.map(({ en }) => en).join(', ')),
    });
    state.problems.push({ field, code: 'RULE', message });
  }
}

async function rolesOf(run: SaveRun, ids: readonly string[]): Promise<Map<string, Set<string>>> {
  const { tenant, clock } = run.ctx;
  const today = dayIn(tenant.timeZone, clock.now());
  const rows = await run.ctx.query<{ id: string; roles: string[] }>(sql`
    select s.record_id as id, array_agg(s.role) as roles from record_share s
    join app_user u on u.tenant_id = s.tenant_id and u.id = s.principal and u.deleted_at is null and u.active
    where s.tenant_id = ${tenant.id} and s.record_id = any(${ids}::uuid[]) and s.object = ${run.meta.name} and s.source = 'team' and s.role is not null
      and (s.from_on is null or s.from_on <= ${today}::date) and (s.until_on is null or s.until_on >= ${today}::date)
    group by s.record_id`);
  return new Map(rows.map(({ id, roles }) => [id, new Set(roles)]));
}
