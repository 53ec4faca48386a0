import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** By which a device lets itself be written to: its public key (P-256, uncompressed) and a secret it shares with the sender, as base64url. */
export interface DeviceKeys {
  readonly p256dh: string;
  readonly auth: string;
}

/** Longer texts do not fit into the 4,096 bytes that push services take (RFC 8291, section 4). */
export const longestText = 3993;
const recordSize = 4096;

/** What the sender draws anew for each message; given only by tests. */
export interface Drawn {
  readonly salt: Buffer;
  readonly privateKey: Buffer;
}

const hkdf = (secret: Buffer, salt: Buffer, info: Buffer, length: number) => Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/**
 * Encrypts a text for one device: the body of a push message with `Content-Encoding: aes128gcm` (RFC 8291 over RFC 8188, one record). Throws
 * where the key of the device is no point of the curve.
 */
export function encryptFor(device: DeviceKeys, text: string, drawn?: Drawn): Buffer {
  const clear = Buffer.from(text);
  if (clear.length > longestText) throw new RangeError(`a push message holds at most ${longestText} bytes`);
  const own = createECDH('prime256v1');
  if (drawn) own.setPrivateKey(drawn.privateKey);
  else own.generateKeys();
  const [theirs, mine] = [Buffer.from(device.p256dh, 'base64url'), own.getPublicKey()];
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, mine]);
  const secret = hkdf(own.computeSecret(theirs), Buffer.from(device.auth, 'base64url'), about, 32);
  const salt = drawn?.salt ?? randomBytes(16);
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2 marks the last record, which is the only one
  const sealed = Buffer.concat([cipher.update(clear), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(recordSize);
  return Buffer.concat([salt, size, Buffer.of(mine.length), mine, sealed]);
}

/** Whether a device can be written to by these: a point of the curve, and a secret of 16 bytes. */
export function areKeys({ p256dh, auth }: DeviceKeys): boolean {
  if (Buffer.from(auth, 'base64url').length !== 16) return false;
  try {
    encryptFor({ p256dh, auth }, '');
    return true;
  } catch {
    return false;
  }
}
