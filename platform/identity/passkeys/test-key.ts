import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A passkey in memory, as an authenticator would hold it; for tests. */
export interface TestKey {
  readonly id: string;
  counter: number;
  /** What the browser answers to registration options of this site. */
  register(options: { challenge: string }, site: TestSite): object;
  assert(options: { challenge: string }, site: TestSite): object;
}

export interface TestSite {
  readonly origin: string;
  readonly rpId: string;
  /** The person has shown finger or PIN. */
  readonly verified?: boolean;
}

// CBOR (RFC 8949) of what is needed here: byte strings, texts, small integers, maps.
const head = (major: number, length: number) =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
const int = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (entries: readonly (readonly [Buffer, Buffer])[]) => Buffer.concat([head(5, entries.length), ...entries.flat()]);

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

function authenticatorData(site: TestSite, counter: number, credential?: Buffer): Buffer {
  // user present, user verified, credential data included
  const flags = 0x01 | (site.verified === false ? 0 : 0x04) | (credential ? 0x40 : 0);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(site.rpId), Buffer.from([flags]), count, ...(credential ? [credential] : [])]);
}

function credentialData(id: Buffer, key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const cose = map([
    [int(1), int(2)],
    [int(3), int(-7)],
    [int(-1), int(1)],
    [int(-2), bytes(Buffer.from(x, 'base64url'))],
    [int(-3), bytes(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
}

const clientData = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

export function testKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const raw = randomBytes(32);
  const id = raw.toString('base64url');
  const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  return {
    id,
    counter: 0,
    register({ challenge }, site) {
      const attestation = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(authenticatorData(site, this.counter, credentialData(raw, publicKey)))],
      ]);
      const client = clientData('webauthn.create', challenge, site.origin);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    assert({ challenge }, site) {
      this.counter += 1;
      const data = authenticatorData(site, this.counter);
      const client = clientData('webauthn.get', challenge, site.origin);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(client)]), privateKey).toString('base64url'),
        },
      };
    },
  };
}
