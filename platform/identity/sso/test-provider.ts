import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error: the package comes without types
import Provider from 'oidc-provider';

/** Somebody the provider knows. */
export interface TestAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  /** Who is sitting before the browser. */
  account: TestAccount;
  /** Changes what the next identity tokens say; they are signed anew by the provider's own key. */
  tamper: ((claims: Record<string, unknown>) => void) | undefined;
  /** The tokens it has given last. */
  given: { readonly access: string; readonly refresh: string | undefined } | undefined;
  /** Goes where the product has sent the browser, signs in there, and gives the address it is sent back to. */
  visit(url: string): Promise<URL>;
  close(): Promise<void>;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kid = 'test';

function sign(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(privateKey, 'base64url')}`;
}

/** A certified OpenID provider on loopback that asks nobody anything. `lasting`: it gives refresh tokens, each good for one use. */
export async function testProvider(redirectUri: string, { lasting = false } = {}): Promise<TestProvider> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'huanke';
  const secret = 'a secret of the provider 42';
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
        ...(lasting ? { grant_types: ['authorization_code', 'refresh_token'] } : {}),
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    issueRefreshToken: () => lasting,
    rotateRefreshToken: true,
    interactions: { url: () => '/interaction' },
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ ...self.account, sub: accountId }) }),
    async loadExistingGrant(ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  } as never);
  provider.use(async (ctx: { path: string; body?: unknown }, next: () => Promise<void>) => {
    await next();
    const body = ctx.body as { id_token?: string; access_token?: string; refresh_token?: string } | undefined;
    if (ctx.path === '/token' && body?.access_token) self.given = { access: body.access_token, refresh: body.refresh_token };
    if (ctx.path !== '/token' || !body?.id_token || !self.tamper) return;
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString());
    self.tamper(claims);
    ctx.body = { ...body, id_token: sign(claims) };
  });
  const app: RequestListener = provider.callback();
  const handle: RequestListener = (request, response) =>
    request.url?.startsWith('/interaction')
      ? provider.interactionFinished(request, response, { login: { accountId: self.account.sub } })
      : app(request, response);

  const self: TestProvider = {
    issuer,
    clientId,
    secret,
    account: { sub: 'u1' },
    tamper: undefined,
    given: undefined,
    async visit(start) {
      const jar = new Map<string, string>();
      let url = new URL(start);
      while (url.origin === issuer) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
          jar.set(name, value);
        }
        const to = answer.headers.get('location');
        if (!to) throw new Error(`${url.pathname} gave ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
        url = new URL(to, url);
      }
      return url;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return self;
}
