import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../kernel/index.ts';
import type { FileStore } from '../../module/index.ts';
import { readPlace } from './place.ts';
import { type Simulator, s3Simulator } from './simulator.ts';
import { s3Store } from './store.ts';

const credentials = { key: 'AKIATEST', secret: 'a/secret+of=the test' };
const MB = 1024 * 1024;
let bucket: Simulator;
let store: FileStore;

const storeWith = (given: typeof credentials, region = 'cn-test') => {
  const place = readPlace(`s3://files/crm/?endpoint=${encodeURIComponent(bucket.url)}&region=${region}`);
  if (!place) throw new Error('no place');
  return s3Store({ ...place, credentials: given });
};
beforeAll(async () => {
  bucket = await s3Simulator(credentials, 'cn-test');
  store = storeWith(credentials);
});
beforeEach(() => {
  bucket.objects.clear();
  bucket.uploads.clear();
  bucket.calls.length = 0;
  bucket.interfere = undefined;
});
afterAll(async () => {
  await store.close();
  await bucket.close();
});

const nameOf = (tenant: number, id: string) => `crm/${tenant}/${id.slice(-2)}/${id}`;
async function listed(tenant: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of store.list(tenant)) ids.push(id);
  return ids.toSorted();
}
const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
/** A stream of chunks that do not fit the size of the parts. */
const dripping = (content: Buffer, step = 300_001) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < content.length; at += step) yield content.subarray(at, at + step);
    })(),
  );

test('stores, reads whole and in part, fetches a copy, lists and removes', async () => {
  const id = newId();
  const content = Buffer.from('客户名称,电话\r\n恒润化工,0571');
  expect(await store.put(7, id, content, 'text/csv')).toEqual({ size: content.length, sha256: digest(content) });
  expect(bucket.objects.get(nameOf(7, id))).toEqual({ content, type: 'text/csv' });
  expect(await buffer(await store.open(7, id))).toEqual(content);
  expect(await buffer(await store.open(7, id, { start: 3, end: 9 }))).toEqual(content.subarray(3, 10));
  const path = await store.local(7, id);
  expect(readFileSync(path)).toEqual(content);
  const reads = bucket.calls.length;
  expect(await store.local(7, id)).toBe(path);
  expect(bucket.calls.length).toBe(reads);
  const many = Array.from({ length: 3 }, () => newId());
  for (const one of many) await store.put(8, one, Buffer.from('x'));
  expect(await listed(8)).toEqual(many.toSorted());
  expect(await listed(7)).toEqual([id]);
  await store.remove(7, id);
  expect(existsSync(path)).toBe(false);
  await expect(store.open(7, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(store.local(7, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await store.remove(7, id);
  for (const bad of ['..', '../../x', '']) await expect(store.open(7, bad)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  ['nothing', 0, 0],
  ['one byte less than a part', 8 * MB - 1, 0],
  ['exactly a part', 8 * MB, 1],
  ['two parts and a rest', 16 * MB + 5, 3],
])('sends %s in the parts it needs', async (_what, size, parts) => {
  const content = randomBytes(size);
  const id = newId();
  expect(await store.put(1, id, dripping(content), 'image/png')).toEqual({ size, sha256: digest(content) });
  const held = bucket.objects.get(nameOf(1, id));
  expect(held?.type).toBe('image/png');
  expect(held?.content.equals(content)).toBe(true);
  expect(bucket.calls.filter((call) => call.includes('partNumber=')).length).toBe(parts);
  expect(bucket.uploads.size).toBe(0);
});

test('leaves nothing behind of an upload that breaks off', async () => {
  const broken = (after: number) =>
    Readable.from(
      (async function* () {
        yield randomBytes(after);
        throw new Error('the browser has gone');
      })(),
    );
  for (const size of [1000, 9 * MB]) await expect(store.put(1, newId(), broken(size))).rejects.toThrow('the browser has gone');
  // the store refuses the second part for good
  bucket.interfere = (call) => (call.includes('partNumber=2') ? { status: 403, code: 'QuotaExceeded' } : undefined);
  await expect(store.put(1, newId(), randomBytes(20 * MB))).rejects.toThrow('403 QuotaExceeded');
  expect([bucket.objects.size, bucket.uploads.size]).toEqual([0, 0]);
});

test('tries again what passes, and says that it is away when it does not', async () => {
  let left = 2;
  bucket.interfere = () => {
    left -= 1;
    return left === 1 ? { status: 503, code: 'SlowDown' } : left === 0 ? 'hangUp' : undefined;
  };
  const id = newId();
  await store.put(1, id, Buffer.from('x'));
  expect(bucket.objects.has(nameOf(1, id))).toBe(true);
  bucket.interfere = () => ({ status: 500, code: 'InternalError' });
  await expect(store.open(1, id)).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  bucket.interfere = () => 'hangUp';
  await expect(store.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('is refused with a wrong secret, key or region, and never tells the secret', async () => {
  await store.check();
  for (const [given, region, code] of [
    [{ ...credentials, secret: 'another' }, 'cn-test', 'SignatureDoesNotMatch'],
    [{ ...credentials, key: 'AKIAOTHER' }, 'cn-test', 'InvalidAccessKeyId'],
    [credentials, 'cn-other', 'SignatureDoesNotMatch'],
  ] as const) {
    const error = await storeWith(given, region)
      .check()
      .catch((cause: unknown) => cause);
    expect(String(error)).toContain(`403 ${code}`);
    expect(JSON.stringify(error) + String(error)).not.toContain(given.secret);
  }
  expect(bucket.objects.size).toBe(0);
});

test('an address says bucket, folder, region and where the bucket stands', () => {
  expect(readPlace('s3://my-files/a/b?region=eu-west-1')).toEqual({
    bucket: 'my-files',
    prefix: 'a/b/',
    endpoint: 'https://s3.eu-west-1.amazonaws.com',
    region: 'eu-west-1',
    style: 'host',
  });
  expect(readPlace('s3://files?endpoint=http://minio:9000')).toMatchObject({ prefix: '', style: 'path', region: 'us-east-1' });
  expect(readPlace('s3://files?endpoint=https://oss-cn-hangzhou.aliyuncs.com&style=path')?.style).toBe('path');
  for (const bad of [
    's3://',
    'https://files',
    's3://key:secret@files',
    's3://files?endpoint=ftp://x',
    's3://files?style=odd',
    's3://files?secret=x',
    'files',
  ])
    expect(readPlace(bad), bad).toBeUndefined();
});
