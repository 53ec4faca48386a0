import { sql } from '../database/sql.ts';
import type { Application } from '../module/index.ts';
import type { Device } from './sessions.ts';
import { hashToken, newToken } from './tokens.ts';

const kept = 50;

/**
 * Remembers the browser somebody has come in with, and gives the token it is known by from now on. `isNew` when they have used others
 * before but not this one: known by its token, or (where cookies were cleared, and for scripts) by the same browser at the same address.
 */
export async function rememberDevice(
  app: Application,
  person: string,
  device: Device,
  given: string | undefined,
): Promise<{ token: string; isNew: boolean }> {
  const token = given !== undefined && hashToken(given) ? given : newToken();
  const name = device.device.slice(0, 300);
  const now = app.clock.now();
  return app.database.global(async (connection) => {
    const [before] = await connection.query<{ any: boolean; this: boolean }>(sql`
      select count(*) > 0 as any, coalesce(bool_or(token_hash = ${hashToken(token)} or (device = ${name} and address = ${device.address})), false) as this
      from known_device where person_id = ${person}`);
    await connection.query(sql`
      insert into known_device (person_id, token_hash, device, address, last_seen_at) values (${person}, ${hashToken(token)}, ${name}, ${device.address}, ${now})
      on conflict (person_id, token_hash) do update set device = excluded.device, address = excluded.address, last_seen_at = excluded.last_seen_at`);
    await connection.query(sql`
      delete from known_device where person_id = ${person} and token_hash in (
        select token_hash from known_device where person_id = ${person} order by last_seen_at desc offset ${kept})`);
    return { token, isNew: before?.any === true && !before.this };
  });
}
