import { expect, it } from 'vitest';
import { isSaidAs, regionTable } from './table.ts';

it('finds a place by how it is said', () => {
  const shangyu = regionTable([
    ['330000', '浙江省', 'zhe jiang sheng'],
    ['330600', '绍兴市', 'shao xing shi'],
    ['330604', '上虞区', 'shang yu qu'],
  ]).get('330604');
  if (!shangyu) throw new Error('not there');
  for (const typed of ['shangyu', 'Shang yu', 'sy', 'syq', 'sha', 's']) expect([typed, isSaidAs(shangyu, typed)]).toEqual([typed, true]);
  for (const typed of ['yu', 'sx', '上虞', '', 'shangyuqux']) expect([typed, isSaidAs(shangyu, typed)]).toEqual([typed, false]);
  expect(isSaidAs({}, 'shang')).toBe(false);
});
