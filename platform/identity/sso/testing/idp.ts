import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { ownCertificate } from '../../../testing/certificate.ts';

/** What the provider says; each part can be said wrongly. */
export interface TestSaying {
  readonly email: string;
  readonly name?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly recipient?: string;
  readonly inResponseTo?: string;
  /** Minutes from now. */
  readonly from?: number;
  readonly until?: number;
}

/** The request a browser was sent with. */
export interface TestAsked {
  readonly id: string;
  readonly acs: string;
  readonly issuer: string;
  readonly relayState: string;
}

export interface TestIdp {
  readonly entityId: string;
  readonly entryPoint: string;
  readonly certificate: string;
  read(url: string): TestAsked;
  assertion(asked: TestAsked, saying: TestSaying): string;
  sign(xml: string): string;
  response(asked: TestAsked, inner: string): string;
}

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const newId = () => `_${randomBytes(16).toString('hex')}`;

/** A SAML provider in memory with a key and certificate of its own. */
export async function testIdp(): Promise<TestIdp> {
  const entityId = 'https://idp.huabeng.cn/saml';
  const { key: privateKey, cert } = await ownCertificate('idp.huabeng.cn');
  return {
    entityId,
    entryPoint: 'https://idp.huabeng.cn/sso',
    certificate: cert,
    read(url) {
      const { searchParams } = new URL(url);
      const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
      const find = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';
      return {
        id: find(/ ID="([^"]+)"/),
        acs: find(/AssertionConsumerServiceURL="([^"]+)"/),
        issuer: find(/<saml:Issuer[^>]*>([^<]+)</),
        relayState: searchParams.get('RelayState') ?? '',
      };
    },
    assertion(asked, saying) {
      const until = at(saying.until ?? 5);
      const attribute = saying.name
        ? `<saml:AttributeStatement><saml:Attribute Name="displayName"><saml:AttributeValue>${saying.name}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`
        : '';
      return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}" Version="2.0" IssueInstant="${at(saying.from ?? 0)}">
<saml:Issuer>${saying.issuer ?? entityId}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${saying.email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${saying.inResponseTo ?? asked.id}" Recipient="${saying.recipient ?? asked.acs}" NotOnOrAfter="${until}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="${at(saying.from ?? -1)}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${saying.audience ?? asked.issuer}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${at(0)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attribute}
</saml:Assertion>`;
    },
    sign(xml) {
      const signer = new SignedXml({
        privateKey,
        signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
        canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
      });
      signer.addReference({
        xpath: "//*[local-name(.)='Assertion']",
        digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
        transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
      });
      signer.computeSignature(xml, { location: { reference: "//*[local-name(.)='Issuer']", action: 'after' } });
      return signer.getSignedXml();
    },
    response: (asked, inner) =>
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${at(0)}" InResponseTo="${asked.id}" Destination="${asked.acs}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${entityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inner}</samlp:Response>`,
  };
}
