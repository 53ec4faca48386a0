import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

let now = new Date('2026-03-02T01:00:00Z');
let app: TestApp;
let tenant: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  tenant = await app.tenant();
  await app.tenant();
});
afterAll(() => app.close());

/** Each changed a minute after the one before: the values of the last count first. */
const make = async (object: string, values: object, as: Client = tenant.as.manager): Promise<string> => {
  now = new Date(now.getTime() + 60_000);
  return ok(await as.post(`/records/${object}`, { name: '王建国', ...values })).body.id;
};
const merge = async (object: string, [winner, ...losers]: readonly string[], fields: object = {}, as: Client = tenant.as.manager) =>
  ok(await as.post(`/records/${object}/merge`, { winner, losers, fields })).body;
const waysOf = async (object: string, id: string) => {
  const { phone, workPhone, otherPhone, email, otherEmail } = ok(await tenant.as.admin.get(`/records/${object}/${id}`)).body;
  return { phone, workPhone, otherPhone, email, otherEmail };
};
const nothing = { phone: null, workPhone: null, otherPhone: null, email: null, otherEmail: null };

describe.each(['contact', 'lead'])('a merge of %ss', (object) => {
  it('keeps the numbers and addresses it does not take, and gives them back', async () => {
    const before = { ...nothing, phone: '13800138001', email: 'wang@hengrun.cn' };
    const winner = await make(object, before);
    const loser = await make(object, { phone: '13900139002', email: 'wangjg@qq.com' });
    const { mergeId } = await merge(object, [winner, loser]);
    const merged = { ...nothing, phone: '13900139002', otherPhone: '13800138001', email: 'wangjg@qq.com', otherEmail: 'wang@hengrun.cn' };
    expect(await waysOf(object, winner)).toEqual(merged);
    // found by the number it was taken in with
    const found = ok(await tenant.as.manager.get('/search?q=13800138001')).body;
    expect(JSON.stringify(found)).toContain(winner);
    ok(await tenant.as.manager.post(`/merges/${mergeId}/undo`));
    expect(await waysOf(object, winner)).toEqual(before);
    expect(await waysOf(object, loser)).toEqual({ ...nothing, phone: '13900139002', email: 'wangjg@qq.com' });
  });

  it('puts a landline where work phones are, and what is one number in another writing nowhere', async () => {
    const winner = await make(object, { phone: '0571-88880001', email: 'Wang@Hengrun.cn' });
    const loser = await make(object, { phone: '+86 138-0013-8010', email: 'wang@hengrun.cn' });
    const twice = await make(object, { phone: '(0571) 88880001' });
    const last = await make(object, { phone: '13800138010' });
    await merge(object, [winner, loser, twice, last]);
    expect(await waysOf(object, winner)).toEqual({
      ...nothing,
      phone: '13800138010',
      workPhone: '(0571) 88880001',
      email: 'wang@hengrun.cn',
    });
  });

  it('overwrites nothing: of several it keeps what there is room for, those changed last first', async () => {
    const winner = await make(object, { phone: '13800138020', workPhone: '0571-88880020' });
    const older = await make(object, { phone: '13800138021' });
    const newer = await make(object, { phone: '13800138022', workPhone: '0571-88880022' });
    const chosen = await make(object, { workPhone: '0571-88880020' });
    await merge(object, [winner, older, newer, chosen], { phone: winner });
    expect(await waysOf(object, winner)).toEqual({
      ...nothing,
      phone: '13800138020',
      workPhone: '0571-88880020',
      otherPhone: '13800138022',
    });
  });

  it('leaves a field empty that the caller wants empty', async () => {
    const winner = await make(object, { phone: '13800138030', email: 'a30@hengrun.cn' });
    const loser = await make(object, { phone: '0571-88880030', email: 'b30@hengrun.cn' });
    await merge(object, [winner, loser], { phone: winner, otherEmail: winner, workPhone: winner });
    expect(await waysOf(object, winner)).toEqual({
      ...nothing,
      phone: '13800138030',
      otherPhone: '0571-88880030',
      email: 'b30@hengrun.cn',
    });
    const [second, third] = [await make(object, { phone: '13800138031' }), await make(object, { phone: '13800138032' })];
    await merge(object, [second, third], { otherPhone: third });
    expect(await waysOf(object, second)).toEqual({ ...nothing, phone: '13800138032' });
  });

  it('shows nobody a number that they may not see', async () => {
    const { admin, manager, seller } = tenant.as;
    const role = ok(await admin.get('/roles')).body.items.find(({ key }: { key: string }) => key === 'manager');
    for (const right of ['masked', 'hidden']) {
      const [winner, loser] = [
        await make(object, { phone: '13800138040' }, manager),
        await make(object, { phone: '13800138041' }, manager),
      ];
      ok(await admin.patch(`/roles/${role.id}`, { fields: { [object]: { phone: right } } }));
      await merge(object, [winner, loser]);
      expect(await waysOf(object, winner), right).toEqual({ ...nothing, phone: '13800138041' });
      ok(await admin.patch(`/roles/${role.id}`, { fields: { [object]: { phone: right, otherPhone: 'hidden' } } }));
      const other = await make(object, { phone: '13800138042' }, seller);
      await merge(object, [winner, other]);
      expect(await waysOf(object, winner), right).toEqual({ ...nothing, phone: '13800138042', otherPhone: '13800138041' });
      ok(await admin.patch(`/roles/${role.id}`, { fields: {} }));
    }
  });
});
