import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { sql } from '../../database/sql.ts';
import { AppError, errors, fieldError, label } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { openFlow, takeFlow } from '../flows.ts';
import { readLine } from '../input.ts';
import { findPasskey, listPasskeys, type PasskeyItem } from './store.ts';

const most = 20;

/** The host a browser stands on, with its port. A passkey belongs to the host without the port. */
export interface Site {
  readonly host: string;
}

const hostOf = (site: Site) => new URL(`http://${site.host}`).hostname;
// whether the way here was encrypted is the proxy's knowledge; browsers give no passkeys to plain http but on localhost
const originsOf = (site: Site) => [`https://${site.host}`, `http://${site.host}`];

interface Challenge {
  readonly challenge: string;
}

const refused = () => new AppError('UNAUTHENTICATED', 401, label('没有通过验证，请重试', 'This could not be verified; try again'));

/** What the browser needs to make a passkey for somebody who is signed in. */
export async function beginPasskey(
  app: Application,
  site: Site,
  person: { id: string; email: string | null; name: string },
): Promise<{ flow: string; options: PublicKeyCredentialCreationOptionsJSON }> {
  const known = await app.database.global((connection) => listPasskeys(connection, person.id));
  if (known.length >= most) throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${most} 个通行密钥`, `At most ${most} passkeys`));
  const options = await generateRegistrationOptions({
    rpName: '环客 Huanke',
    rpID: hostOf(site),
    userID: new TextEncoder().encode(person.id),
    userName: person.email ?? person.name,
    userDisplayName: person.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const flow = await openFlow(app, { kind: 'newPasskey', person: person.id, data: { challenge: options.challenge } });
  return { flow, options };
}

/** Keeps the passkey the browser has made. */
export async function finishPasskey(
  app: Application,
  site: Site,
  person: string,
  input: { flow: string; name: string; response: RegistrationResponseJSON },
): Promise<PasskeyItem[]> {
  const name = readLine(input.name, 'name', 60);
  const flow = await takeFlow<Challenge>(app, input.flow, ['newPasskey']);
  if (flow?.person !== person) throw refused();
  const checked = await verifyRegistrationResponse({
    response: input.response,
    expectedChallenge: flow.data.challenge,
    expectedOrigin: originsOf(site),
    expectedRPID: hostOf(site),
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  const { id, publicKey, counter, transports = [] } = checked.registrationInfo.credential;
  const items = await app.database.global(async (connection) => {
    const rows = await connection.query(sql`
      insert into passkey (id, person_id, name, public_key, counter, transports, host, created_at)
      values (${id}, ${person}, ${name}, ${Buffer.from(publicKey)}, ${counter}, ${transports}, ${hostOf(site)}, ${app.clock.now()})
      on conflict (id) do nothing returning 1`);
    if (rows.length === 0) throw errors.DUPLICATE();
    return listPasskeys(connection, person);
  });
  app.identity.report({ event: 'passkey.added', person, data: { name } });
  return items;
}

export async function removePasskey(app: Application, person: string, id: string): Promise<void> {
  const [gone] = await app.database.global((connection) =>
    connection.query<{ name: string }>(sql`delete from passkey where id = ${id} and person_id = ${person} returning name`),
  );
  if (!gone) throw errors.NOT_FOUND();
  app.identity.report({ event: 'passkey.removed', person, data: { name: gone.name } });
}

/** What the browser needs to ask for a passkey. The same for everybody: who it is, the passkey itself tells. */
export async function askForPasskey(
  app: Application,
  site: Site,
): Promise<{ flow: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  const options = await generateAuthenticationOptions({ rpID: hostOf(site), userVerification: 'required' });
  const flow = await openFlow(app, { kind: 'passkey', data: { challenge: options.challenge } });
  return { flow, options };
}

/** The person behind a passkey. A counter that goes back betrays a copied key and is refused. */
export async function checkPasskey(
  app: Application,
  site: Site,
  input: { flow: string; response: AuthenticationResponseJSON },
): Promise<string> {
  const flow = await takeFlow<Challenge>(app, input.flow, ['passkey']);
  if (!flow) throw refused();
  return app.database.global(async (connection) => {
    const key = await findPasskey(connection, String(input.response.id ?? ''));
    if (!key) throw refused();
    const checked = await verifyAuthenticationResponse({
      response: input.response,
      expectedChallenge: flow.data.challenge,
      expectedOrigin: originsOf(site),
      expectedRPID: hostOf(site),
      requireUserVerification: true,
      credential: {
        id: key.id,
        publicKey: new Uint8Array(key.publicKey),
        counter: key.counter,
        transports: key.transports as never,
      },
    }).catch(() => undefined);
    if (!checked?.verified) throw refused();
    await connection.query(sql`
      update passkey set counter = ${checked.authenticationInfo.newCounter}, last_used_at = ${app.clock.now()} where id = ${key.id}`);
    return key.person;
  });
}
