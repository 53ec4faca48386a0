import { expect, it } from 'vitest';
import { targetOf } from './data.ts';

it('leads to what a notice is about', () => {
  const none = { object: null, record: null, data: {} };
  expect(targetOf({ ...none, object: 'lead', record: { id: '1', title: '恒润' } })).toEqual({ href: '/o/lead/1', file: false });
  expect(targetOf({ ...none, object: 'lead', data: { import: 'i' } })).toEqual({ href: '/import/i', file: false });
  expect(targetOf({ ...none, object: 'lead', data: { fileId: 'f' } })).toEqual({ href: '/api/v1/files/f', file: true });
  expect(targetOf({ ...none, object: 'lead' })?.href).toMatch(/^\/o\/lead\?view=mine$/);
  expect(targetOf(none)).toBeNull();
});
