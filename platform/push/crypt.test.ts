import { createECDH } from 'node:crypto';
import { expect, it } from 'vitest';
import { areKeys, encryptFor, longestText } from './crypt.ts';
import { readPush, readVapid } from './testing/index.ts';
import { newVapidKeys, vapidHeader } from './vapid.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

it('writes the message of RFC 8291, appendix A, byte for byte', () => {
  const device = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const drawn = { salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw') };
  expect(encryptFor(device, 'When I grow up, I want to be a watermelon', drawn).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

it('is read by the device alone, up to the longest text', () => {
  const [pair, stranger] = [createECDH('prime256v1'), createECDH('prime256v1')];
  const device = { p256dh: pair.generateKeys('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  stranger.generateKeys();
  const text = '推'.repeat(1331);
  expect(Buffer.byteLength(text)).toBe(longestText);
  const body = encryptFor(device, text);
  expect(body).toHaveLength(4096);
  expect(readPush(body, pair, bytes(device.auth))).toBe(text);
  expect(() => readPush(body, stranger, bytes(device.auth))).toThrow();
  expect(() => encryptFor(device, `${text}x`)).toThrow(RangeError);
  expect([areKeys(device), areKeys({ ...device, auth: 'c2hvcnQ' }), areKeys({ ...device, p256dh: `B${'A'.repeat(86)}` })]).toEqual([
    true,
    false,
    false,
  ]);
});

it('signs for one service and some hours', () => {
  const keys = newVapidKeys();
  const now = new Date('2026-03-31T06:00:00Z');
  const header = vapidHeader(keys, 'https://push.example.net:8443/send/abc', { now, contact: 'mailto:crm@example.cn' });
  expect(readVapid(header)).toEqual({
    aud: 'https://push.example.net:8443',
    exp: now.getTime() / 1000 + 43_200,
    sub: 'mailto:crm@example.cn',
  });
  expect(header.endsWith(`k=${keys.publicKey}`)).toBe(true);
  expect(() => readVapid(header.replace(keys.publicKey, newVapidKeys().publicKey))).toThrow('the signature is wrong');
});
