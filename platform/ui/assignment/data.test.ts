import { expect, it } from 'vitest';
import { readLevels, readList, writeLevels } from './data.ts';

it('reads skills as people write them, and writes them back', () => {
  expect(readLevels(' 水泵:4，阀门：2 仪表 ')).toEqual({ 水泵: 4, 阀门: 2, 仪表: 1 });
  expect(writeLevels({ 水泵: 4, 仪表: 1 })).toBe('水泵:4 仪表:1');
  expect(readLevels('')).toEqual({});
  expect(readList('浙江、江苏, 上海')).toEqual(['浙江', '江苏', '上海']);
});
