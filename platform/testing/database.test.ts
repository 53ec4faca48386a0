import { describe, expect, it } from 'vitest';
import { withClient } from '../database/client.ts';
import { migrations } from '../database/migrations/index.ts';
import { testDatabase } from './database.ts';

describe('testDatabase', () => {
  it('gives each caller a migrated database of its own', async () => {
    const [a, b] = [await testDatabase(), await testDatabase()];
    await withClient(a.ownerUrl, (client) => client.query('CREATE TABLE only_here (id int)'));
    const found = (url: string) => withClient(url, async (c) => (await c.query("SELECT to_regclass('only_here') AS t")).rows[0]);
    expect(await found(a.ownerUrl)).toEqual({ t: 'only_here' });
    expect(await found(b.ownerUrl)).toEqual({ t: null });
    const ids = await withClient(b.ownerUrl, async (c) => (await c.query('SELECT id FROM schema_migration ORDER BY id')).rows);
    expect(ids).toEqual(migrations.map(({ id }) => ({ id })));
    await a.drop();
    await expect(found(a.ownerUrl)).rejects.toMatchObject({ code: '3D000' });
  });

  it('signs the application in as a role without power', async () => {
    const { appUrl } = await testDatabase();
    const role = await withClient(
      appUrl,
      async (c) => (await c.query('SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user')).rows,
    );
    expect(role).toEqual([{ rolname: 'huanke_app', rolsuper: false, rolbypassrls: false }]);
  });

  it('prepares a named template once', async () => {
    let prepared = 0;
    const prepare = async ({ ownerUrl }: { ownerUrl: string }) => {
      prepared++;
      await withClient(ownerUrl, (client) => client.query('CREATE TABLE prepared (id int)'));
    };
    for (const _ of [1, 2]) {
      const { ownerUrl } = await testDatabase({ template: 'prepared_once', prepare });
      const table = await withClient(ownerUrl, async (c) => (await c.query("SELECT to_regclass('prepared') AS t")).rows[0]);
      expect(table).toEqual({ t: 'prepared' });
    }
    expect(prepared).toBe(1);
  });
});
