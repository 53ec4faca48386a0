import { AppError } from '@huanke/platform/kernel';
import { expect, it } from 'vitest';
import { type Case, judge } from './judge.ts';
import { readAccess } from './read-account.ts';

const link = { sequence: 3, localMark: 'a', outsideMark: 'a', sentMark: '' };
const of = (change: Partial<Case>) => judge({ local: 'a', outside: 'a', sequence: 3, editable: true, link, ...change });

it('whose version holds follows from who has changed it since both were the same', () => {
  const fresh = { ...link, localMark: '', outsideMark: '' };
  const cases: readonly (readonly [Partial<Case>, ReturnType<typeof judge>])[] = [
    [{}, 'same'],
    [{ outside: 'b' }, 'take'],
    [{ local: 'b' }, 'known'],
    [{ local: 'b', outside: 'b' }, 'same'],
    [{ local: 'b', outside: 'c' }, 'conflict'],
    // sent, the answer lost, and changed here again: still ours
    [{ local: 'c', outside: 'b', link: { ...link, sentMark: 'b' } }, 'known'],
    // an old copy written back
    [{ outside: 'b', sequence: 2 }, 'restore'],
    [{ outside: 'b', editable: false }, 'restore'],
    // deleted here
    [{ local: null }, 'known'],
    [{ local: null, outside: 'b' }, 'anew'],
    // connected anew
    [{ local: 'b', outside: 'c', link: fresh }, 'conflict'],
    [{ local: 'b', outside: 'c', sequence: 4, link: fresh }, 'take'],
    [{ local: 'b', outside: 'b', link: fresh }, 'same'],
  ];
  for (const [change, verdict] of cases) expect(of(change), JSON.stringify(change)).toBe(verdict);
});

it('a server is meant encrypted; an open one only where the own network may be called', () => {
  const read = (server: string, open = false) => {
    try {
      return readAccess({ server, login: 'a' }, undefined, open).server;
    } catch (error) {
      return error instanceof AppError ? error.errors[0]?.field : error;
    }
  };
  expect(read('caldav.feishu.cn')).toBe('https://caldav.feishu.cn/');
  expect(read(' https://dav.example.cn/dav?x=1#y ')).toBe('https://dav.example.cn/dav');
  expect([read('http://dav.example.cn/'), read('http://dav.example.cn/', true)]).toEqual(['server', 'http://dav.example.cn/']);
  for (const wrong of ['', 'ftp://x.cn', 'https://a:b@x.cn']) expect(read(wrong), wrong).toBe('server');
});
