import * as client from 'openid-client';
import { fieldError, label } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { type Arrival, SsoRefusal } from './arrive.ts';
import type { OidcSettings } from './connections.ts';
import { guardedFetch } from './guarded-fetch.ts';

/** Kept between sending somebody to the provider and their coming back. */
export interface OidcState {
  readonly verifier: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly next: string;
}

/** Asks the provider who it is and how it is spoken to. */
async function discover(app: Application, settings: OidcSettings, secret: string | null): Promise<client.Configuration> {
  const { allowPrivate } = app.identity;
  return client.discovery(new URL(settings.issuer), settings.clientId, secret ?? undefined, secret === null ? client.None() : undefined, {
    [client.customFetch]: guardedFetch({ allowPrivate }) as client.CustomFetch,
    timeout: 10,
    ...(allowPrivate ? { execute: [client.allowInsecureRequests] } : {}),
  });
}

/** Refuses settings no provider answers to, naming the field. */
export async function checkIssuer(app: Application, settings: OidcSettings): Promise<void> {
  await discover(app, settings, null).catch((cause: unknown) => {
    app.log.warn({ error: cause }, 'the OIDC provider does not answer');
    throw fieldError(
      'INVALID_VALUE',
      'issuer',
      label('连不上这个身份服务，请检查地址', 'No OpenID provider answers there; check the address'),
    );
  });
}

/** Where to send the browser: authorisation code with PKCE, state and nonce. */
export async function oidcRedirect(
  app: Application,
  connection: { settings: OidcSettings; secret: string | null },
  request: { state: string; redirectUri: string; next: string; email?: string },
): Promise<{ url: string; data: OidcState }> {
  const config = await discover(app, connection.settings, connection.secret);
  const data: OidcState = {
    verifier: client.randomPKCECodeVerifier(),
    nonce: client.randomNonce(),
    redirectUri: request.redirectUri,
    next: request.next,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: data.redirectUri,
    scope: 'openid email profile',
    code_challenge: await client.calculatePKCECodeChallenge(data.verifier),
    code_challenge_method: 'S256',
    state: request.state,
    nonce: data.nonce,
    ...(request.email ? { login_hint: request.email } : {}),
  });
  return { url: url.href, data };
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** Takes the code that came back for an identity. Signature, issuer, audience, nonce and times are checked by the library. */
export async function oidcArrival(
  app: Application,
  connection: { settings: OidcSettings; secret: string | null },
  { state, data, query }: { state: string; data: OidcState; query: string },
): Promise<Arrival> {
  try {
    const config = await discover(app, connection.settings, connection.secret);
    const tokens = await client.authorizationCodeGrant(config, new URL(`${data.redirectUri}?${query}`), {
      pkceCodeVerifier: data.verifier,
      expectedState: state,
      expectedNonce: data.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('no identity token');
    const more =
      claims['email'] === undefined && config.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
        : undefined;
    const from = more ?? claims;
    return {
      kind: 'oidc',
      issuer: claims.iss,
      subject: claims.sub,
      email: textOf(from['email']),
      verified: from['email_verified'] === true || from['email_verified'] === 'true',
      name: textOf(from['name']) ?? textOf(from['preferred_username']),
    };
  } catch (cause) {
    throw new SsoRefusal('failed', cause);
  }
}
