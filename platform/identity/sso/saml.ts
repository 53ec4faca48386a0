import { createHash, randomBytes } from 'node:crypto';
import { generateServiceProviderMetadata, type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { sql } from '../../database/sql.ts';
import type { Application } from '../../module/index.ts';
import { type Arrival, SsoRefusal } from './arrive.ts';
import type { SamlSettings } from './connections.ts';

const skewMs = 60_000;
const lifetimeMs = 10 * 60_000;

/** Our own addresses towards one company's provider. */
export interface SamlSite {
  readonly entityId: string;
  readonly acs: string;
}

/** Kept between sending somebody to the provider and their coming back. */
export interface SamlState extends SamlSite {
  readonly requestId: string;
  readonly askedAt: string;
  readonly next: string;
}

export function samlSite(origin: string, tenant: number): SamlSite {
  const base = `${origin}/api/v1/auth/saml/${tenant}`;
  return { entityId: `${base}/metadata`, acs: `${base}/acs` };
}

/** What the provider needs to know of us. */
export function samlMetadata(site: SamlSite): string {
  return generateServiceProviderMetadata({
    issuer: site.entityId,
    callbackUrl: site.acs,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    wantAssertionsSigned: true,
  });
}

function library(settings: SamlSettings, site: SamlSite, requestId: string, askedAt: string | null): SAML {
  return new SAML({
    issuer: site.entityId,
    audience: site.entityId,
    callbackUrl: site.acs,
    entryPoint: settings.entryPoint,
    idpCert: settings.certificate,
    idpIssuer: settings.entityId,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    disableRequestedAuthnContext: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: skewMs,
    maxAssertionAgeMs: lifetimeMs,
    requestIdExpirationPeriodMs: lifetimeMs,
    validateInResponseTo: ValidateInResponseTo.always,
    generateUniqueId: () => requestId,
    // only the answer to the request this browser made
    cacheProvider: {
      saveAsync: async (key, value) => ({ value: key === requestId ? value : '', createdAt: Date.now() }),
      getAsync: async (key) => (key === requestId ? askedAt : null),
      removeAsync: async (key) => key,
    },
  });
}

/** Where to send the browser. `state` comes back as RelayState. */
export async function samlRedirect(
  settings: SamlSettings,
  site: SamlSite,
  { state, next }: { state: string; next: string },
): Promise<{ url: string; data: SamlState }> {
  const requestId = `_${randomBytes(16).toString('hex')}`;
  const askedAt = new Date().toISOString();
  const url = await library(settings, site, requestId, askedAt).getAuthorizeUrlAsync(state, undefined, {});
  return { url, data: { ...site, requestId, askedAt, next } };
}

interface AssertionXml {
  readonly Assertion?: {
    readonly $?: { readonly ID?: string };
    readonly Conditions?: unknown;
    readonly Subject?: readonly {
      readonly SubjectConfirmation?: readonly {
        readonly SubjectConfirmationData?: readonly { readonly $?: { readonly InResponseTo?: string; readonly Recipient?: string } }[];
      }[];
    }[];
  };
}

/**
 * Whom a response vouches for. The library checks signature, times, issuer and audience of the assertion it has found signed; here the
 * signed assertion must also answer this request at this address, and is taken once.
 */
export async function samlArrival(
  app: Application,
  tenant: number,
  settings: SamlSettings,
  { data, response }: { data: SamlState; response: string },
): Promise<Arrival> {
  try {
    // no honest response brings a document type, and with it entities
    if (/<!DOCTYPE/i.test(Buffer.from(response, 'base64').toString())) throw new Error('a document type');
    const saml = library(settings, data, data.requestId, data.askedAt);
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
    if (!profile) throw new Error('no assertion');
    const { Assertion: assertion } = (profile.getAssertion?.() ?? {}) as AssertionXml;
    const confirmations = assertion?.Subject?.[0]?.SubjectConfirmation ?? [];
    const answersUs = confirmations.some(({ SubjectConfirmationData: confirmed }) => {
      const about = confirmed?.[0]?.$;
      return about?.InResponseTo === data.requestId && about.Recipient === data.acs;
    });
    if (!answersUs || !assertion?.Conditions || profile.issuer !== settings.entityId) throw new Error('an assertion for something else');
    await takeOnce(app, tenant, assertion.$?.ID ?? '');
    const email = emailOf(profile);
    return { kind: 'saml', issuer: profile.issuer, subject: profile.nameID, email, verified: email !== null, name: nameOf(profile) };
  } catch (cause) {
    throw cause instanceof SsoRefusal ? cause : new SsoRefusal('failed', cause);
  }
}

/** The same assertion does not open twice. */
async function takeOnce(app: Application, tenant: number, assertion: string): Promise<void> {
  const now = app.clock.now();
  const id = createHash('sha256').update(assertion).digest('hex');
  const fresh = await app.database.write(tenant, async (transaction) => {
    await transaction.query(sql`delete from sso_assertion where tenant_id = ${tenant} and expires_at < ${now}`);
    return transaction.query(sql`
      insert into sso_assertion (tenant_id, id, expires_at) values (${tenant}, ${id}, ${new Date(now.getTime() + 24 * 3_600_000)})
      on conflict do nothing returning 1`);
  });
  if (assertion === '' || fresh.length === 0) throw new Error('an assertion that was used');
}

const claim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

function firstText(profile: Profile, names: readonly string[]): string | null {
  for (const name of names) {
    const value = [profile[name]].flat()[0];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function emailOf(profile: Profile): string | null {
  const named = firstText(profile, ['email', 'mail', `${claim}/emailaddress`]);
  return named ?? (profile.nameID?.includes('@') ? profile.nameID : null);
}

function nameOf(profile: Profile): string | null {
  return firstText(profile, ['displayName', 'name', `${claim}/name`, 'urn:oid:2.16.840.1.113730.3.1.241']);
}
