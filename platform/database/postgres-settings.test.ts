import { expect, it } from 'vitest';
import { settingArguments, sharedBuffers } from './postgres-settings.ts';

it('takes an eighth of the memory for pages, within bounds', () => {
  expect(sharedBuffers(4 * 2 ** 30)).toBe('512MB');
  expect(sharedBuffers(2 ** 29)).toBe('128MB');
  expect(sharedBuffers(64 * 2 ** 30)).toBe('1024MB');
});

it('lets the caller win over the settings for data that may be lost, and these over the others', () => {
  expect(settingArguments(true, { fsync: 'on' })).toContain('fsync=on');
  expect(settingArguments(false)).toContain('shared_buffers=128MB');
  expect(settingArguments(false, { shared_buffers: '64MB' })).toContain('shared_buffers=64MB');
});
