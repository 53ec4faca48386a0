import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, testApp } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

it('finds a number whichever way it is typed in a filter', async () => {
  const { seller, admin } = (await app.tenant()).as;
  const rows = [
    ['手机', '13800138000'],
    ['加号', '+86 13900139000'],
    ['座机', '0571-88886666'],
    ['分机', '0571-88886666-802'],
    ['国外', '+1 650 253 0000'],
    ['同号', '16502530000'],
  ] as const;
  for (const [name, phone] of rows) {
    const made = await seller.post('/records/lead', { name, phone });
    expect(made.status, made.text).toBe(201);
  }
  expect((await admin.post('/records/lead', { name: '没有号码', wechat: 'wx_none' })).status).toBe(201);
  const found = async (op: string, value: unknown) => {
    const { status, body, text } = await admin.post('/records/lead/query', { filter: { field: 'phone', op, value }, fields: ['name'] });
    expect(status, text).toBe(200);
    return body.records.map(({ name }: { name: string }) => name).sort();
  };
  for (const typed of ['13800138000', '１３８００１３８０００', '+86 138-0013-8000', '（0086）13800138000', '138 0013 8000'])
    expect(await found('eq', typed), typed).toEqual(['手机']);
  expect(await found('eq', '139-0013-9000')).toEqual(['加号']);
  expect(await found('eq', '(0571) 88886666')).toEqual(['座机']);
  expect(await found('eq', '+1 650 253 0000')).toEqual(['国外']);
  expect(await found('in', ['+8613800138000', '057188886666'])).toEqual(['座机', '手机'].sort());
  expect(await found('ne', '+86 138 0013 8000')).toEqual(['加号', '座机', '分机', '国外', '同号', '没有号码'].sort());
  expect(await found('notIn', ['138-0013-8000', '16502530000'])).toEqual(['加号', '座机', '分机', '国外', '没有号码'].sort());
  expect(await found('startsWith', '+86 138')).toEqual(['手机']);
  expect(await found('startsWith', '１３８ ００')).toEqual(['手机']);
  expect(await found('startsWith', '0571')).toEqual(['分机', '座机']);
  expect(await found('contains', '138-0013')).toEqual(['手机']);
  // an extension is another place to call
  expect(await found('eq', '0571-88886666-802')).toEqual(['分机']);
});
