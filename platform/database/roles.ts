import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { sqlState, withClient } from './client.ts';

const APP_ROLE = 'huanke_app';
const SEARCH_ROLE = 'huanke_search';

/**
 * Sees to it that the role of the application and the owner of the guarded search functions exist, and answers the URL
 * that the application connects with. Neither role may pass row-level security.
 */
export async function ensureRoles(owner: pg.Client, ownerUrl: string, givenAppUrl?: string): Promise<string> {
  const appUrl = givenAppUrl ?? derivedAppUrl(ownerUrl);
  await ensureRole(owner, APP_ROLE);
  await ensureRole(owner, SEARCH_ROLE);
  await letOwnerHandOver(owner);
  if (!givenAppUrl && !(await canSignIn(appUrl))) {
    await owner
      .query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${owner.escapeLiteral(decodeURIComponent(new URL(appUrl).password))}`)
      .catch((cause) => {
        throw new Error(`The password of role ${APP_ROLE} could not be set. ${advice()}`, { cause });
      });
  }
  await refusePowerful(appUrl);
  return appUrl;
}

function derivedAppUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const secret = decodeURIComponent(url.password) || process.env['PGPASSWORD'];
  if (!secret) throw new Error(`DATABASE_URL holds no password that the one of role ${APP_ROLE} could be derived from. ${advice()}`);
  url.username = APP_ROLE;
  // Derived and not stored: every process that knows the owner URL knows it, after a restart too.
  url.password = createHmac('sha256', secret).update(APP_ROLE).digest('hex');
  return url.href;
}

async function ensureRole(owner: pg.Client, role: string): Promise<void> {
  const { rows } = await owner.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
    'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1',
    [role],
  );
  const found = rows[0];
  if (found?.rolsuper || found?.rolbypassrls)
    throw new Error(`Role ${role} may pass row-level security: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS`);
  if (found) return;
  try {
    await owner.query(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`);
  } catch (cause) {
    // Roles belong to the whole server: a starter on another of its databases may have been quicker.
    if (['42710', '23505'].includes(sqlState(cause))) return;
    throw new Error(`Role ${role} does not exist and could not be created. ${advice()}`, { cause });
  }
}

/** An owner that is no superuser must be able to become the search role to give functions to it. */
async function letOwnerHandOver(owner: pg.Client): Promise<void> {
  // Since version 16 who creates a role is its member, but may not become it.
  const { rows } = await owner.query<{ member: boolean }>(
    `SELECT pg_has_role(current_user, '${SEARCH_ROLE}',
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS member`,
  );
  if (rows[0]?.member) return;
  await owner.query(`GRANT ${SEARCH_ROLE} TO CURRENT_USER`).catch((cause) => {
    throw new Error(`The owner of the database may not act as role ${SEARCH_ROLE}. ${advice()}`, { cause });
  });
}

async function canSignIn(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    // Wrong password, or a role that may not log in yet. Anything else is not for us to mend.
    if (['28P01', '28000'].includes(sqlState(error))) return false;
    throw error;
  }
}

async function refusePowerful(appUrl: string): Promise<void> {
  const rights = await withClient(appUrl, async (client) => {
    const { rows } = await client.query<{ name: string; powerful: boolean; member: boolean }>(
      `SELECT rolname AS name, rolsuper OR rolbypassrls AS powerful, pg_has_role(oid, '${APP_ROLE}', 'MEMBER') AS member
       FROM pg_roles WHERE rolname = current_user`,
    );
    return rows[0];
  });
  if (rights?.powerful)
    throw new Error(`The application must not connect as ${rights.name}: that role may pass row-level security. ${advice()}`);
  if (!rights?.member)
    throw new Error(`The application's role ${rights?.name ?? ''} has no rights: GRANT ${APP_ROLE} TO ${rights?.name ?? ''}`);
}

function advice(): string {
  return (
    'Ask the database administrator to run ' +
    `CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '...' NOBYPASSRLS; CREATE ROLE ${SEARCH_ROLE} NOLOGIN NOBYPASSRLS; GRANT ${SEARCH_ROLE} TO <owner>; ` +
    `and set HUANKE_APP_DATABASE_URL to the URL of ${APP_ROLE}.`
  );
}
