import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { label, newId, type TestClock, testClock } from '../kernel/index.ts';
import { boolean, date, defineModule, defineObject, type EventRecord, text } from '../module/index.ts';
import { insertRecord, somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { assignmentNotices } from './assigned.ts';
import { dueRemindersJob, localTime, purgeNotificationsJob, remindOfDue } from './due.ts';
import { notificationKinds, notificationText } from './kinds.ts';
import { listNotifications, notify } from './notify.ts';

const job = defineObject({
  name: 'job',
  label: label('任务', 'Task'),
  title: 'subject',
  access: { owned: true, default: 'private' },
  fields: {
    subject: text({ label: label('主题', 'Subject') }),
    dueOn: date({ label: label('截止日期', 'Due on'), indexed: true }),
    done: boolean({ label: label('已完成', 'Done') }),
  },
});
const user = defineObject({
  name: 'user',
  label: label('用户', 'User'),
  title: 'name',
  table: 'app_user',
  access: { owned: false, default: 'read' },
  fields: {
    name: text({ label: label('姓名', 'Name') }),
    email: text({ label: label('邮箱', 'E-mail') }),
    active: boolean({ label: label('启用', 'Active') }),
  },
});

const giver = somebody('王强');
const taker = somebody('李娜');

const given = (patch: Partial<EventRecord> = {}): EventRecord => ({
  id: newId(),
  at: '2026-03-31T06:00:00.000Z',
  event: 'account.updated',
  object: 'account',
  record: newId(),
  by: giver.id,
  channel: 'web',
  changes: [{ field: 'owner', old: giver.id, new: taker.id }],
  ...patch,
});

describe('assignmentNotices', () => {
  it('tells the new owner of each record, with the id of the event', () => {
    const event = given();
    expect(assignmentNotices([event])).toEqual([
      { user: taker.id, object: 'account', kind: 'recordAssigned', record: event.record, data: { by: giver.id }, id: event.id },
    ]);
  });

  it('is silent about what people do themselves, other fields, takings-away and what the system brings in', () => {
    const silent = [
      given({ by: taker.id }),
      given({ changes: [{ field: 'name', old: 'a', new: 'b' }] }),
      given({ changes: [{ field: 'owner', old: taker.id, new: null }] }),
      given({ by: null }),
      given({ channel: 'sync' }),
      given({ changes: null }),
    ];
    expect(assignmentNotices(silent)).toEqual([]);
  });

  it('tells of what a rule gives out, which nobody did', () => {
    const event = given({ by: null, channel: 'automation' });
    expect(assignmentNotices([event])).toMatchObject([
      { user: taker.id, kind: 'recordAssigned', record: event.record, data: { by: null } },
    ]);
  });

  it('gathers many into one, and imports into one a day', () => {
    const many = Array.from({ length: 5 }, () => given());
    expect(assignmentNotices(many)).toEqual([
      { user: taker.id, object: 'account', kind: 'recordsAssigned', data: { by: giver.id, count: 5 }, id: many[0]?.id },
    ]);
    const imported = (at: string) => assignmentNotices([given({ channel: 'import', at })])[0];
    expect(imported('2026-03-31T06:00:00.000Z')).toMatchObject({ kind: 'recordsImported' });
    expect(imported('2026-03-31T06:00:00.000Z')?.id).toBe(imported('2026-03-31T09:00:00.000Z')?.id);
    expect(imported('2026-04-01T06:00:00.000Z')?.id).not.toBe(imported('2026-03-31T09:00:00.000Z')?.id);
  });
});

describe('texts', () => {
  it('are complete in both languages, with the same places', () => {
    const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const [kind, both] of Object.entries(notificationKinds)) expect(places(both.en), kind).toEqual(places(both.zh));
    expect(notificationText('taskDue', { object: '任务', title: '{by}' }).zh).toBe('任务“{by}”今天到期');
    expect(notificationText('gone', {}).zh).toBe('gone');
  });
});

describe('reminders', () => {
  let engine: TestEngine;
  let tenant: TestEngineTenant;
  let clock: TestClock;

  beforeAll(async () => {
    clock = testClock('2026-03-31T00:59:00Z');
    engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects: [job, user] })], () => ({ clock }));
    tenant = await engine.tenant();
  });
  afterAll(() => engine.close());

  it('know the day and hour where the company is', () => {
    expect(localTime(new Date('2026-03-31T16:30:00Z'), 'Asia/Shanghai')).toEqual({ day: '2026-04-01', hour: 0 });
    expect(localTime(new Date('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toEqual({ day: '2026-03-29', hour: 3 });
  });

  it('come from nine on, once for each task that is due today and open', async () => {
    const ctx = tenant.system;
    const add = (subject: string, values: Record<string, unknown>) =>
      insertRecord(ctx, 'job', { subject, owner: taker.id, created_by: giver.id, due_on: '2026-03-31', done: false, ...values });
    const due = await add('回访', {});
    await add('已完成', { done: true });
    await add('明天', { due_on: '2026-04-01' });
    await add('昨天', { due_on: '2026-03-30' });
    await add('没有负责人', { owner: null });
    await add('删除了', { deleted_at: new Date() });
    await add('自己刚写的', { created_by: taker.id });
    await add('自己早写的', { created_by: taker.id, created_at: new Date('2026-03-30T01:00:00Z') });
    expect(await remindOfDue(ctx)).toBe(0);
    clock.set('2026-03-31T01:01:00Z');
    expect(await remindOfDue(ctx)).toBe(2);
    expect(await remindOfDue(ctx)).toBe(0);
    const { items, unread } = await listNotifications(tenant.as(taker));
    expect(unread).toBe(2);
    expect(items.map((item) => item.text).sort()).toEqual(['任务“回访”今天到期', '任务“自己早写的”今天到期'].sort());
    expect(items.some((item) => item.record?.id === due)).toBe(true);
    // moved to tomorrow: told again tomorrow
    await ctx.transaction((tx) => tx.query(sql`update job set due_on = '2026-04-01' where tenant_id = ${tenant.id} and id = ${due}`));
    clock.set('2026-04-01T01:01:00Z');
    // by the schedule: it also finds the company that has something due
    await dueRemindersJob.run({ app: ctx.app, contextFor: ctx.app.contextFor, signal: new AbortController().signal }, {});
    expect((await listNotifications(tenant.as(taker))).unread).toBe(4);
    expect(await remindOfDue(ctx)).toBe(0);
  });

  it('and other notices that were read go after ninety days', async () => {
    const someone = somebody('赵敏');
    const ctx = tenant.as(someone);
    await notify(ctx, [
      { user: someone.id, kind: 'exportDone', data: { file: 'a.csv' } },
      { user: someone.id, kind: 'exportDone', data: { file: 'b.csv' } },
    ]);
    await ctx.transaction((tx) =>
      tx.query(
        sql`update notification set read_at = now() where tenant_id = ${tenant.id} and user_id = ${someone.id} and data ->> 'file' = 'a.csv'`,
      ),
    );
    clock.advance(91 * 86_400_000);
    await purgeNotificationsJob.run(
      { app: engine.app, signal: new AbortController().signal, contextFor: engine.app.contextFor },
      undefined,
    );
    expect((await listNotifications(ctx)).items.map((item) => item.text)).toEqual(['导出“b.csv”已完成，可以下载了']);
  });
});
