import { expect, it } from 'vitest';
import { deviceName, isHandheld } from './device-name.ts';

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50';

it('names browser and system', () => {
  expect(deviceName(chrome)).toBe('Chrome · Windows');
  expect(deviceName(`${chrome} Edg/140.0`)).toBe('Edge · Windows');
  expect(deviceName(phone)).toBe('微信 · iOS');
  expect(deviceName('curl/8.0')).toBe('curl/8.0');
  expect([isHandheld(phone), isHandheld(chrome)]).toEqual([true, false]);
});
