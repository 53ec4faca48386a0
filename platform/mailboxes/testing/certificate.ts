import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

/** How a mail server of tests is reached: encrypted from the first byte on, or after STARTTLS. */
export interface Secured {
  readonly by: 'tls' | 'starttls';
  readonly key: string;
  readonly cert: string;
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };

/** A key with a certificate of its own, valid for a day, for a host by its name; nobody trusts it unless told to. */
export async function ownCertificate(host: string): Promise<Omit<Secured, 'by'>> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys: keys as never,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
  });
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${exported.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----`,
    cert: certificate.toString('pem'),
  };
}
