import { expect, it } from 'vitest';
import { readLevels, readList, readPlace, writeLevels, writePlace } from './data.ts';

it('reads skills as people write them, and writes them back', () => {
  expect(readLevels(' 水泵:4，阀门：2 仪表 ')).toEqual({ 水泵: 4, 阀门: 2, 仪表: 1 });
  expect(writeLevels({ 水泵: 4, 仪表: 1 })).toBe('水泵:4 仪表:1');
  expect(readLevels('')).toEqual({});
  expect(readList('浙江、江苏, 上海')).toEqual(['浙江', '江苏', '上海']);
});

it('reads a position as people write it; what is none is left for the server to refuse', () => {
  expect(readPlace(' 121.4737，31.2304 ')).toEqual({ lng: 121.4737, lat: 31.2304 });
  expect(readPlace('')).toBeNull();
  expect([readPlace('上海'), readPlace('121.47')]).toEqual(['上海', '121.47']);
  expect(writePlace({ lng: 121.4737, lat: 31.2304 })).toBe('121.4737, 31.2304');
});
