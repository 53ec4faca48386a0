import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { fieldError, label } from '../kernel/index.ts';
import { type Context, defineModule, definePartKind, partsOf } from '../module/index.ts';
import { somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { createObject } from './object-edit.ts';
import { deletePart, listParts, orderParts, readPart, savePart } from './parts.ts';

let engine: TestEngine;
let tenant: TestEngineTenant;
let other: TestEngineTenant;

interface Note {
  readonly text: string;
}
const note = definePartKind<Note>({
  kind: 'note',
  label: label('便签', 'Note'),
  of: 'object',
  loaded: true,
  read(_ctx, _place, body) {
    const { text } = body as { text?: unknown };
    if (typeof text !== 'string') throw fieldError('REQUIRED', 'text');
    return { text };
  },
  beforeDelete(_ctx, { name }) {
    if (name === 'pinned') throw fieldError('STATE', 'name');
  },
});

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), parts: [note] })]);
  tenant = await engine.tenant();
  other = await engine.tenant();
  await createObject(tenant.system, { name: 'x_device', label: '设备' });
  await createObject(other.system, { name: 'x_device', label: '设备' });
});
afterAll(() => engine.close());

const now = (of: TestEngineTenant): Promise<Context> => engine.app.contextFor({ tenant: of.id });
const place = (name: string) => ({ kind: 'note', object: 'x_device', name });

it('are kept in order with the metadata of their object, for their tenant only', async () => {
  const ctx = await now(tenant);
  for (const name of ['b', 'a', 'c']) await savePart(ctx, place(name), { text: name });
  const notes = async (of: TestEngineTenant) =>
    partsOf<Note>((await now(of)).meta.object('x_device') ?? { parts: new Map() }, 'note').map((part) => part.name);
  expect(await notes(tenant)).toEqual(['b', 'a', 'c']);
  expect(await notes(other)).toEqual([]);
  expect(await listParts(await now(other), 'note', 'x_device')).toEqual([]);
  await orderParts(ctx, 'note', 'x_device', ['c', 'b']);
  expect(await notes(tenant)).toEqual(['c', 'b', 'a']);
  await expect(orderParts(ctx, 'note', 'x_device', ['z'])).rejects.toMatchObject({ code: 'INVALID_VALUE' });
  await deletePart(ctx, place('b'));
  expect(await notes(tenant)).toEqual(['c', 'a']);
  expect(await readPart(ctx, place('b'))).toBeUndefined();
  await savePart(ctx, place('b'), { text: 'again' });
  expect((await readPart(ctx, place('b')))?.definition).toEqual({ text: 'again' });
});

it('are checked by their kind, and every change is written down with what it was', async () => {
  const ctx = await now(tenant);
  await savePart(ctx, place('logged'), { text: 'one', extra: 1 });
  await savePart(ctx, place('logged'), { text: 'two' });
  await deletePart(ctx, place('logged'));
  const log = await ctx.query(sql`
    select operation, before, after from meta_change where tenant_id = ${ctx.tenant.id} and kind = 'note' and name = 'logged' order by id`);
  expect(log).toEqual([
    { operation: 'create', before: null, after: { text: 'one' } },
    { operation: 'update', before: { text: 'one' }, after: { text: 'two' } },
    { operation: 'delete', before: { text: 'two' }, after: null },
  ]);
  await savePart(ctx, place('pinned'), { text: 'x' });
  const refusals: [() => Promise<unknown>, string][] = [
    [() => savePart(ctx, place('x'), {}), 'REQUIRED'],
    [() => savePart(ctx, place('X-1'), { text: '' }), 'INVALID_VALUE'],
    [() => savePart(ctx, { ...place('x'), object: 'x_none' }, { text: '' }), 'NOT_FOUND'],
    [() => savePart(ctx, { kind: 'note', name: 'x' }, { text: '' }), 'NOT_FOUND'],
    [() => savePart(ctx, { ...place('x'), kind: 'none' }, { text: '' }), 'NOT_FOUND'],
    [() => deletePart(ctx, place('nothing')), 'NOT_FOUND'],
    [() => deletePart(ctx, place('pinned')), 'STATE'],
    [() => savePart(tenant.as(somebody('李娜'), { kind: 'all' }, []), place('x'), { text: '' }), 'FORBIDDEN'],
  ];
  for (const [call, code] of refusals) await expect(call()).rejects.toMatchObject({ code });
});
