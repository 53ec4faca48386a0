import type { Transaction } from '../database/pool.ts';
import type { Language } from '../kernel/index.ts';
import type { Access, Application, Automation, Channel, ClientInfo, Context, TenantInfo, TenantMetadata, UserInfo } from './context.ts';

export interface ContextParts {
  readonly app: Application;
  readonly tenant: TenantInfo;
  readonly user: UserInfo;
  readonly access: Access;
  readonly meta: TenantMetadata;
  readonly language?: Language;
  readonly channel?: Channel;
  readonly automation?: Automation;
  readonly client?: ClientInfo;
  readonly traceId?: string;
}

/** No right on a field binds. */
export const everyField: Pick<Access, 'field' | 'limits' | 'veils' | 'view'> = {
  field: () => 'edit',
  limits: new Map(),
  veils: new Map(),
  view: (meta) => meta,
};

/** Every right over every record: the system itself, and what hooks do on a person's behalf. */
export function systemAccess(me: string): Access {
  return {
    can: () => true,
    scope: () => ({ kind: 'all' }),
    ...everyField,
    permissions: ['*'],
    system: true,
    principals: [],
    me,
    myReports: [],
    myDepartment: null,
    myDepartmentAndBelow: [],
  };
}

/** Who acts when nobody does: schedules, migrations, imports of the command line without a user. */
export const systemUser: UserInfo = { id: '00000000-0000-7000-8000-000000000000', name: '系统', department: null, roles: [] };

/** Builds the context handed to everything. Reads use the pool; inside `transaction` all statements go through its connection. */
export function makeContext(parts: ContextParts, open?: Transaction): Context {
  const { app, tenant } = parts;
  const meta = parts.access.view(parts.meta);
  const ctx: Context = {
    app,
    tenant,
    user: parts.user,
    access: parts.access,
    meta,
    language: parts.language ?? tenant.language,
    channel: parts.channel ?? 'api',
    automation: parts.automation ?? 'all',
    ...(parts.client ? { client: parts.client } : {}),
    clock: app.clock,
    traceId: parts.traceId ?? crypto.randomUUID(),
    inTransaction: open !== undefined,
    query: (statement) => (open ? open.query(statement) : app.database.read(tenant.id, (connection) => connection.query(statement))),
    transaction: (work) => (open ? work(ctx) : app.database.write(tenant.id, (transaction) => work(makeContext(parts, transaction)))),
    beforeCommit(key, items, run) {
      if (!open) throw new Error(`${key} waits for a commit, and there is no transaction`);
      open.beforeCommit(key, items, run);
    },
    afterCommit: (work) => (open ? open.afterCommit(work) : work()),
    whole: () =>
      meta === parts.meta ? ctx : makeContext({ ...parts, access: { ...parts.access, ...everyField, veils: parts.access.veils } }, open),
    withAutomation: (automation) => makeContext({ ...parts, automation }, open),
    elevated: () =>
      makeContext(
        {
          ...parts,
          access: {
            ...systemAccess(parts.access.me),
            myReports: parts.access.myReports,
            myDepartment: parts.access.myDepartment,
            myDepartmentAndBelow: parts.access.myDepartmentAndBelow,
          },
        },
        open,
      ),
  };
  return ctx;
}
