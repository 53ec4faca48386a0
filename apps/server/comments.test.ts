import { newId, testClock } from '@huanke/platform/kernel';
import { tellFollowers } from '@huanke/platform/notifications';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Comments, following and who is told, from outside: the seller's records are seen by the seller, the manager and administrators. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const clock = testClock('2026-03-31T02:00:00Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const mention = (who: Client, name = '某人') => `<span data-mention="${who.user}">@${name}</span>`;
const newAccount = async (who: Client, name: string) => (await who.post('/records/account', { name })).body.id as string;
const feed = async (who: Client, id: string, kinds = 'comment') =>
  (await who.get(`/records/account/${id}/timeline?kinds=${kinds}`)).body.items;

interface Told {
  readonly kind: string;
  readonly text: string;
  readonly record: { readonly id: string } | null;
}
const noticesOf = async (who: Client, id: string): Promise<Told[]> =>
  (await who.get('/notifications?limit=100')).body.items.filter((item: Told) => item.record?.id === id);
/** Waits until somebody was told as a sign that everything before it was delivered. */
const told = (who: Client, id: string, count: number) =>
  until(async () => {
    const found = await noticesOf(who, id);
    return found.length >= count ? found : undefined;
  });

describe('comments', () => {
  it('stand in the timeline with their answers, clean, page by page', async () => {
    const { seller, manager } = tenant.as;
    const id = await newAccount(seller, '评论公司');
    const url = `/records/account/${id}/comments`;
    const first = await seller.post(url, { body: '<p onclick="x()">价格<b>谈好了</b><script>alert(1)</script></p>' });
    expect(first).toMatchObject({
      status: 201,
      body: { body: '<p>价格<b>谈好了</b></p>', by: { id: seller.user }, parent: null, editedAt: null },
    });
    const reply = await manager.post(url, { body: '好', parent: first.body.id });
    expect(reply).toMatchObject({ status: 201, body: { parent: first.body.id } });
    // an answer to an answer stands under the same comment
    expect((await seller.post(url, { body: '谢谢', parent: reply.body.id })).body.parent).toBe(first.body.id);
    clock.advance(1000);
    await seller.post(url, { body: '第二条' });
    const items = await feed(seller, id);
    expect(items.map((item: { comment: { body: string } }) => item.comment.body)).toEqual(['第二条', '<p>价格<b>谈好了</b></p>']);
    expect(items[1].comment.replies.map((one: { body: string }) => one.body)).toEqual(['好', '谢谢']);
    const page = (await seller.get(`/records/account/${id}/timeline?kinds=comment&limit=1`)).body;
    const next = (await seller.get(`/records/account/${id}/timeline?kinds=comment&limit=1&cursor=${page.nextCursor}`)).body;
    expect([...page.items, ...next.items].map((item: { id: string }) => item.id)).toEqual(items.map((item: { id: string }) => item.id));
    expect(next.nextCursor).toBeNull();
  });

  it('of a child stand in the feed of its parent, for who may see the child', async () => {
    const { seller, manager } = tenant.as;
    const account = await newAccount(manager, '上级客户');
    await manager.patch(`/records/account/${account}`, { owner: seller.user });
    const deal = (await manager.post('/records/opportunity', { name: '经理的商机', account, stage: 'initial', owner: manager.user })).body
      .id;
    await manager.post(`/records/opportunity/${deal}/comments`, { body: '内部' });
    await manager.patch(`/records/opportunity/${deal}`, { stage: 'qualified' });
    expect(await feed(manager, account, 'comment,stage')).toMatchObject([
      { kind: 'stage', object: 'opportunity', record: { id: deal, title: '经理的商机' }, stage: { from: 'initial', to: 'qualified' } },
      { kind: 'comment', object: 'opportunity', record: { id: deal }, comment: { body: '内部' } },
    ]);
    expect(await feed(seller, account, 'comment,stage')).toEqual([]);
  });

  it('are for who may see the record: readers may write, others find nothing', async () => {
    const { seller, readOnly, colleague, outsider } = tenant.as;
    const id = await newAccount(seller, '权限公司');
    const url = `/records/account/${id}/comments`;
    expect((await readOnly.post(url, { body: '我只能看' })).status).toBe(201);
    for (const who of [colleague, outsider, other.as.owner, other.as.seller])
      expect((await who.post(url, { body: '看不到' })).status).toBe(404);
    expect((await app.anonymous.post(url, { body: 'x' })).status).toBe(401);
    const comment = (await seller.post(url, { body: '卖家的' })).body.id;
    expect((await readOnly.patch(`/comments/${comment}`, { body: '改' })).status).toBe(403);
    expect((await readOnly.delete(`/comments/${comment}`)).status).toBe(403);
    expect((await colleague.delete(`/comments/${comment}`)).status).toBe(404);
    expect((await other.as.owner.delete(`/comments/${comment}`)).status).toBe(404);
    expect((await other.as.owner.patch(`/comments/${comment}`, { body: '改' })).status).toBe(404);
  });

  it('can be changed for a quarter of an hour, and deleted with a trace', async () => {
    const { seller, admin } = tenant.as;
    const id = await newAccount(seller, '修改公司');
    const comment = (await seller.post(`/records/account/${id}/comments`, { body: '写错了' })).body;
    expect(comment.can).toEqual({ edit: true, delete: true });
    clock.advance(14 * 60_000);
    expect(await seller.patch(`/comments/${comment.id}`, { body: '改好了' })).toMatchObject({
      status: 200,
      body: { body: '改好了', editedAt: clock.now().toISOString() },
    });
    clock.advance(2 * 60_000);
    expect(await seller.patch(`/comments/${comment.id}`, { body: '太晚' })).toMatchObject({ status: 409, body: { code: 'STATE' } });
    expect((await feed(seller, id))[0].comment.can).toEqual({ edit: false, delete: true });
    expect((await admin.delete(`/comments/${comment.id}`)).status).toBe(204);
    expect((await feed(seller, id))[0].comment).toMatchObject({
      body: '',
      deletedBy: { id: admin.user },
      can: { edit: false, delete: false },
    });
    expect((await seller.delete(`/comments/${comment.id}`)).status).toBe(404);
    expect((await seller.post(`/records/account/${id}/comments`, { body: 'x', parent: comment.id })).status).toBe(422);
  });

  it('carry files that are read by who sees the record, until they are deleted', async () => {
    const { seller, manager, outsider } = tenant.as;
    const id = await newAccount(seller, '附件公司');
    const file = await upload(seller, '报价.txt', '一百元');
    const comment = (await seller.post(`/records/account/${id}/comments`, { files: [file] })).body;
    expect(comment.files).toMatchObject([{ id: file, name: '报价.txt', type: 'text/plain' }]);
    expect((await manager.get(`/files/${file}`)).text).toBe('一百元');
    expect((await outsider.get(`/files/${file}`)).status).toBe(404);
    // it stands with its comment, not as a line of its own
    expect(await feed(seller, id, 'file,comment')).toMatchObject([{ kind: 'comment' }]);
    expect(
      await outsider.post(`/records/account/${await newAccount(outsider, '别人的')}/comments`, { body: 'x', files: [file] }),
    ).toMatchObject({
      status: 422,
      body: { code: 'LOOKUP_NOT_FOUND', errors: [{ field: 'files' }] },
    });
    await seller.delete(`/comments/${comment.id}`);
    expect((await manager.get(`/files/${file}`)).status).toBe(404);
  });

  it('refuse what is no comment', async () => {
    const { seller } = tenant.as;
    const id = await newAccount(seller, '拒绝评论');
    const url = `/records/account/${id}/comments`;
    const refused = async (body: unknown, field: string, status = 422) =>
      expect(await seller.post(url, body)).toMatchObject({ status, body: { errors: [{ field }] } });
    await refused({}, 'body');
    await refused({ body: ' <p> </p> ' }, 'body');
    await refused({ body: 7 }, 'body', 400);
    await refused({ body: 'a'.repeat(20_001) }, 'body');
    await refused({ body: 'a', parent: 'x' }, 'parent');
    await refused({ body: 'a', parent: id }, 'parent');
    await refused({ body: 'a', files: ['x'] }, 'files');
    await refused({ body: 'a', files: 'x' }, 'files', 400);
    await refused({ body: 'a', more: 1 }, 'more', 400);
    const key = { 'idempotency-key': 'once' };
    const [a, b] = [await seller.post(url, { body: '一次' }, key), await seller.post(url, { body: '一次' }, key)];
    expect(b.body.id).toBe(a.body.id);
    expect(await feed(seller, id)).toHaveLength(1);
  });
});

describe('people who are spoken to', () => {
  it('are offered by name, pinyin and initials, with a warning for who may not see the record', async () => {
    const { admin, seller, manager, colleague } = tenant.as;
    await admin.patch(`/records/user/${manager.user}`, { name: '欧阳静' });
    await admin.patch(`/records/user/${colleague.user}`, { name: '欧阳明' });
    const id = await newAccount(seller, '提及公司');
    for (const q of ['欧阳', 'ouyang', 'oy']) {
      const { items } = (await seller.get(`/records/account/${id}/mentionable?q=${encodeURIComponent(q)}`)).body;
      const sees = Object.fromEntries(items.map((one: { title: string; sees: boolean }) => [one.title, one.sees]));
      expect(sees, q).toEqual({ 欧阳静: true, 欧阳明: false });
    }
    expect((await colleague.get(`/records/account/${id}/mentionable`)).status).toBe(404);
    expect((await other.as.owner.get(`/records/account/${id}/mentionable`)).status).toBe(404);
  });

  it('are told once, and nothing when they may not see the record', async () => {
    const { seller, manager, colleague, admin } = tenant.as;
    const id = await newAccount(seller, '通知公司');
    const body = `${mention(manager)} ${mention(colleague)} ${mention(seller)} ${mention(other.as.owner)} 请看`;
    const comment = (await seller.post(`/records/account/${id}/comments`, { body })).body;
    const [notice] = await told(manager, id, 1);
    expect(notice).toMatchObject({ kind: 'mentioned' });
    expect(notice?.text).toMatch(/在客户“通知公司”中提到了您$/);
    // edited: who is new is told, who was there is not told again
    await seller.patch(`/comments/${comment.id}`, { body: `${body} ${mention(admin)}` });
    expect(await told(admin, id, 1)).toMatchObject([{ kind: 'mentioned' }]);
    expect(await noticesOf(manager, id)).toHaveLength(1);
    for (const who of [colleague, seller]) expect(await noticesOf(who, id)).toEqual([]);
    expect((await other.as.owner.get('/notifications')).body.items).toEqual([]);
  });

  it('hear of answers in their thread', async () => {
    const { seller, manager } = tenant.as;
    const id = await newAccount(seller, '回复公司');
    const { id: parent } = (await manager.post(`/records/account/${id}/comments`, { body: '问题' })).body;
    await seller.post(`/records/account/${id}/comments`, { body: '回答', parent });
    expect(await told(manager, id, 1)).toMatchObject([{ kind: 'replied' }]);
  });

  it('are told when their name stands behind an @ in a note they may see', async () => {
    const { seller, manager, colleague, admin } = tenant.as;
    await admin.patch(`/records/user/${manager.user}`, { name: '张三丰' });
    await admin.patch(`/records/user/${colleague.user}`, { name: '张三' });
    const note = (await seller.post('/records/activity', { type: 'note', subject: '电话', content: '@张三丰 请跟进' })).body.id;
    expect(await told(manager, note, 1)).toMatchObject([{ kind: 'mentioned' }]);
    await seller.patch(`/records/activity/${note}`, { content: '@张三丰 请跟进，急' });
    await seller.patch(`/records/activity/${note}`, { content: `@张三丰 请跟进，急 @${(await admin.get('/auth/me')).body.user.name}` });
    await told(admin, note, 1);
    expect(await noticesOf(manager, note)).toHaveLength(1);
    expect(await noticesOf(colleague, note)).toEqual([]);
  });
});

describe('following', () => {
  it('tells of tracked fields, stages and comments, never of one’s own doing', async () => {
    const { admin, seller, manager } = tenant.as;
    const account = await newAccount(seller, '关注客户');
    const deal = (await seller.post('/records/opportunity', { name: '关注商机', account, stage: 'initial' })).body.id;
    const url = `/follows/opportunity/${deal}`;
    expect((await manager.get(url)).body).toEqual({ following: false, count: 0 });
    expect((await manager.put(url)).status).toBe(204);
    expect((await manager.put(url)).status).toBe(204);
    expect((await manager.get(url)).body).toEqual({ following: true, count: 1 });
    expect((await seller.get(url)).body).toEqual({ following: false, count: 1 });
    expect((await admin.put(url)).status).toBe(204);
    await seller.patch(`/records/opportunity/${deal}`, { amount: '1000.00', nextStep: '演示' });
    await seller.patch(`/records/opportunity/${deal}`, { stage: 'qualified' });
    await manager.patch(`/records/opportunity/${deal}`, { amount: '2000.00' });
    // who comments follows from then on: only when all of this was told, nothing of it can reach the writer
    await told(admin, deal, 3);
    await seller.post(`/records/opportunity/${deal}/comments`, { body: '进展顺利' });
    const notices = await told(manager, deal, 3);
    // all in the same moment of a clock that stands still
    const textOf = (kind: string) => notices.find((notice) => notice.kind === kind)?.text;
    expect(notices.map((notice) => notice.kind).sort()).toEqual(['commented', 'recordChanged', 'stageMoved']);
    expect(textOf('stageMoved')).toMatch(/把商机“关注商机”的阶段改为“需求确认”$/);
    expect(textOf('recordChanged')).toMatch(/修改了商机“关注商机”的.*金额/);
    expect(await noticesOf(seller, deal)).toEqual([]);
    expect((await manager.delete(url)).status).toBe(204);
    expect((await manager.get(url)).body).toMatchObject({ following: false });
  });

  it('tells nothing of what one may no longer see', async () => {
    const { admin, seller, colleague, manager } = tenant.as;
    const id = await newAccount(seller, '交出客户');
    for (const who of [seller, manager]) await who.put(`/follows/account/${id}`);
    await admin.patch(`/records/account/${id}`, { owner: colleague.user });
    await admin.patch(`/records/account/${id}`, { name: '机密改名' });
    // the manager still sees it: by then the seller would have been told, too
    expect((await told(manager, id, 2)).map((notice) => notice.kind)).toEqual(['recordChanged', 'recordChanged']);
    expect(await noticesOf(seller, id)).toEqual([]);
    for (const who of [tenant.as.outsider, other.as.owner]) {
      expect((await who.put(`/follows/account/${id}`)).status).toBe(404);
      expect((await who.get(`/follows/account/${id}`)).status).toBe(404);
      expect((await who.delete(`/follows/account/${id}`)).status).toBe(404);
    }
  });

  it('begins by itself for who comments, and for owners who want it, but not again after it was left', async () => {
    const { seller, manager } = tenant.as;
    const id = await newAccount(seller, '自动关注');
    const isFollowing = async (who: Client) => (await who.get(`/follows/account/${id}`)).body.following;
    await manager.post(`/records/account/${id}/comments`, { body: '一' });
    expect(await isFollowing(manager)).toBe(true);
    await manager.delete(`/follows/account/${id}`);
    await manager.post(`/records/account/${id}/comments`, { body: '二' });
    expect(await isFollowing(manager)).toBe(false);
    expect(await isFollowing(seller)).toBe(false);
    await manager.patch('/notification-choices', { follow: { owner: true } });
    await seller.patch(`/records/account/${id}`, { level: null });
    const mine = await newAccount(manager, '经理自己的');
    await until(async () => (await manager.get(`/follows/account/${mine}`)).body.following || undefined);
  });

  it('asks the database as often for many followers as for one', async () => {
    const { admin, seller, manager, readOnly, owner } = tenant.as;
    const record = await newAccount(seller, `许多人关注${newId().slice(-6)}`);
    const ctx = await app.app.contextFor({ tenant: tenant.id });
    const tell = async () => {
      let asked = 0;
      const count = () => {
        asked += 1;
      };
      app.app.database.pool.on('acquire', count);
      const changes = [{ field: 'name', old: '甲', new: '乙' }];
      const event = {
        id: newId(),
        at: clock.now().toISOString(),
        event: 'account.updated',
        object: 'account',
        record,
        by: seller.user,
        channel: 'web',
        changes,
      };
      await tellFollowers(ctx, [event]);
      app.app.database.pool.off('acquire', count);
      return asked;
    };
    // others ask as well meanwhile: the least of several times is what telling takes; rights come from memory once they were asked for
    const least = async () => {
      const counts: number[] = [];
      for (let time = 0; time < 12; time += 1) counts.push(await tell());
      return Math.min(...counts);
    };
    await manager.put(`/follows/account/${record}`);
    const one = await least();
    for (const who of [admin, readOnly, owner]) await who.put(`/follows/account/${record}`);
    expect(await least()).toBeLessThanOrEqual(one);
    expect(await noticesOf(readOnly, record)).toHaveLength(12);
  });

  it('gathers many changes by one person into one notice', async () => {
    const { admin, seller, manager } = tenant.as;
    const ids = await Promise.all(['一', '二', '三', '四', '五'].map((name) => newAccount(seller, `批量${name}`)));
    for (const id of ids) await manager.put(`/follows/account/${id}`);
    const changed = await admin.post('/records/account/bulk', {
      operation: 'update',
      records: ids.map((id) => ({ id, employees: 120 })),
    });
    expect(changed.status).toBe(200);
    const all = await until(async () => {
      const { items } = (await manager.get('/notifications?groups=follow&limit=100')).body;
      return items.find((item: Told) => item.kind === 'recordsChanged');
    });
    expect(all.text).toMatch(/修改了您关注的 5 条客户$/);
  });
});

describe('a merge', () => {
  it('takes comments with their files and followers along, and an undo gives them back', async () => {
    const { seller, manager } = tenant.as;
    const [winner, loser] = [await newAccount(manager, '留下的客户'), await newAccount(manager, '并入的客户')];
    await manager.patch(`/records/account/${winner}`, { owner: seller.user });
    const file = await upload(manager, '说明.txt', '内容');
    const { id } = (await manager.post(`/records/account/${loser}/comments`, { body: '并入前', files: [file] })).body;
    await manager.post(`/records/account/${loser}/comments`, { body: '回答', parent: id });
    const merged = await manager.post('/records/account/merge', { winner, losers: [loser] });
    expect(merged.status).toBe(200);
    expect(await feed(seller, winner)).toMatchObject([
      { comment: { id, body: '并入前', files: [{ id: file }], replies: [{ body: '回答' }] } },
    ]);
    expect((await seller.get(`/files/${file}`)).status).toBe(200);
    expect((await manager.get(`/follows/account/${winner}`)).body.following).toBe(true);
    expect((await manager.post(`/merges/${merged.body.mergeId}/undo`)).status).toBeLessThan(300);
    expect(await feed(seller, winner)).toEqual([]);
    expect(await feed(manager, loser)).toMatchObject([{ comment: { id, replies: [{ body: '回答' }] } }]);
    expect((await seller.get(`/files/${file}`)).status).toBe(404);
  });
});

describe('prints', () => {
  it('leave a line in the history', async () => {
    const { seller } = tenant.as;
    const { emit } = await import('@huanke/platform/records');
    const id = await newAccount(seller, '打印公司');
    await emit(await seller.context(), 'account.printed', { object: 'account', record: id, changes: { template: 't', file: '客户.pdf' } });
    const items = await until(async () => {
      const found = await feed(seller, id, 'print');
      return found.length > 0 ? found : undefined;
    });
    expect(items).toMatchObject([{ kind: 'print', by: { id: seller.user }, print: '客户.pdf' }]);
  });
});

async function upload(who: Client, name: string, content: string): Promise<string> {
  const body = `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n--x--\r\n`;
  const answer = await who.send('POST', '/files', Buffer.from(body), { 'content-type': 'multipart/form-data; boundary=x' });
  expect(answer.status).toBe(201);
  return answer.body.id;
}
