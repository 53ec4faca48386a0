import { afterEach, describe, expect, it, vi } from 'vitest';
import { collect, failuresCsv, runBulk, sortOut } from './run.ts';

const answers = (list: readonly (object | number)[]) => {
  const bodies: Record<string, unknown>[] = [];
  const queue = [...list];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    const next = queue.shift();
    return typeof next === 'number'
      ? new Response(JSON.stringify({ status: next, code: 'FORBIDDEN', title: '没有权限' }), {
          status: next,
          headers: { 'content-type': 'application/problem+json' },
        })
      : new Response(JSON.stringify(next), { status: 200 });
  });
  return bodies;
};
const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id${index}`, name: `客户${index}` }));

afterEach(() => vi.unstubAllGlobals());

describe('working on many records', () => {
  it('collects what a filter means, page by page', async () => {
    const bodies = answers([
      { records: [{ id: 'a', version: 1, name: '甲' }], nextCursor: 'c1' },
      { records: [{ id: 'b', version: 1, name: null }], nextCursor: null },
    ]);
    const seen: number[] = [];
    const found = await collect('account', 'name', { search: '泵' }, ({ done }) => seen.push(done), new AbortController().signal);
    expect(found).toEqual([
      { id: 'a', name: '甲' },
      { id: 'b', name: '' },
    ]);
    expect(seen).toEqual([1, 2]);
    expect(bodies[0]).toMatchObject({ search: '泵', limit: 200, fields: ['id', 'name'] });
    expect(bodies[1]).toMatchObject({ cursor: 'c1' });
  });
  it('sorts a batch into done and failed, with the reason', () => {
    const batch = people(3);
    const sorted = sortOut(batch, [
      { index: 0, status: 200, id: 'id0' },
      { index: 1, status: 422, error: { code: 'INVALID_VALUE', detail: '金额不能为负' } },
    ]);
    expect(sorted.ok).toEqual(['id0']);
    expect(sorted.failed).toEqual([
      { id: 'id1', name: '客户1', reason: '金额不能为负' },
      { id: 'id2', name: '客户2', reason: '' },
    ]);
  });
  it('sends batches of 200 and stops when told', async () => {
    const stop = new AbortController();
    const bodies = answers([{ results: Array.from({ length: 200 }, (_, index) => ({ index, status: 200 })) }]);
    const outcome = await runBulk({
      object: 'account',
      operation: 'update',
      records: people(450),
      changesOf: () => ({ owner: 'u1' }),
      signal: stop.signal,
      onProgress: ({ done }) => done === 200 && stop.abort(),
    });
    expect(bodies).toHaveLength(1);
    expect((bodies[0]?.['records'] as unknown[] | undefined)?.[0]).toEqual({ id: 'id0', owner: 'u1' });
    expect(outcome).toMatchObject({ stopped: true, failed: [] });
    expect(outcome.ok).toHaveLength(200);
  });
  it('gives up where a right is missing and says so for every record', async () => {
    const bodies = answers([403]);
    const outcome = await runBulk({
      object: 'account',
      operation: 'delete',
      records: people(300),
      changesOf: () => ({}),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(bodies).toHaveLength(1);
    expect(outcome.failed).toHaveLength(300);
    expect(outcome.failed[299]).toEqual({ id: 'id299', name: '客户299', reason: '没有权限' });
  });
  it('writes failures that open in a spreadsheet and are no formulas', () => {
    expect(failuresCsv([{ id: 'x', name: '=cmd()', reason: '金额, "负"' }], ['记录', '原因', '编号'])).toBe(
      '\uFEFF记录,原因,编号\r\n\'=cmd(),"金额, ""负""",x\r\n',
    );
  });
});
