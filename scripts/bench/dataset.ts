import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { modules } from '../../apps/server/modules.ts';
import { migrate } from '../../platform/database/index.ts';
import { migrations } from '../../platform/database/migrations/index.ts';
import { createRegistry } from '../../platform/module/index.ts';
import { syncObjectTables } from '../../platform/records/sync.ts';
import { slotIndexStatement } from '../../platform/storage/tables.ts';
import type { Task } from './dataset-worker.ts';
import { customFields } from './fields.ts';
import { indexStatements } from './indexes.ts';
import { benchPassword, createOrganisation, createTenant, type Organisation } from './people.ts';
import { otherSizes, type Part, rowId } from './rows.ts';

export interface DatasetOptions {
  /** The owner of the database; its schema is brought up to date first. */
  readonly ownerUrl: string;
  readonly accounts?: number;
  readonly opportunities?: number;
  readonly otherTenants?: number;
  /** Rows of all other tenants together. */
  readonly otherRows?: number;
  /** Makes every count of rows smaller; people and tenants stay as many. */
  readonly scale?: number;
  readonly workers?: number;
  readonly log?: (line: string) => void;
}

export interface Dataset extends Omit<Organisation, 'sellers'> {
  readonly accounts: number;
  readonly opportunities: number;
  readonly others: { readonly tenants: number; readonly rows: number };
  /** What the three people sign in with. */
  readonly password: string;
  readonly appUrl: string;
  readonly seconds: number;
}

const company = '基准测试集团';
const tables = ['account', 'opportunity', 'record_search'];
const stretch = 20_000;

/**
 * Builds what is measured: one company of many rows with custom fields, search rows and an organisation, beside many smaller companies.
 * A data set that is there already in the same size is used as it is.
 */
export async function buildDataset(options: DatasetOptions): Promise<Dataset> {
  const { ownerUrl, scale = 1, otherTenants = 200, log = console.log } = options;
  const scaled = (count: number) => Math.max(1, Math.round(count * scale));
  const sizes = {
    accounts: scaled(options.accounts ?? 1_000_000),
    opportunities: scaled(options.opportunities ?? 1_000_000),
    otherTenants,
    otherRows: scaled(options.otherRows ?? 1_500_000),
  };
  const started = performance.now();
  const say = (line: string) => log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const { appUrl } = await migrate({ ownerUrl, migrations });
  await syncObjectTables(ownerUrl, createRegistry(modules).objects.values());
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const known = await knownDataset(client, sizes);
    if (known) return { ...known, appUrl };
    // rows are as old as the day they are made on, to the hour
    const now = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const organisation = await createOrganisation(client, company, now);
    const { tenant, sellers, people } = organisation;
    await addCustomFields(client, tenant);
    const parts = await otherParts(client, sizes, now, scale);
    parts.unshift({ tenant, accounts: sizes.accounts, opportunities: sizes.opportunities, owners: sellers, now, full: true });
    say(`organisation of ${sellers.length} sellers, ${otherTenants} other companies`);
    await load(client, ownerUrl, parts, options.workers ?? Math.min(2, availableParallelism()), say);
    const seconds = Math.round((performance.now() - started) / 1000);
    const dataset: Omit<Dataset, 'appUrl'> = {
      tenant,
      people,
      accounts: sizes.accounts,
      opportunities: sizes.opportunities,
      others: { tenants: otherTenants, rows: sizes.otherRows },
      password: benchPassword,
      seconds,
    };
    await client.query(`update tenant set settings = settings || jsonb_build_object('bench', $2::jsonb) where id = $1`, [
      tenant,
      JSON.stringify({ sizes, dataset }),
    ]);
    say('done');
    return { ...dataset, appUrl };
  } finally {
    await client.end();
  }
}

async function knownDataset(client: pg.Client, sizes: object): Promise<Omit<Dataset, 'appUrl'> | undefined> {
  const { rows } = await client.query<{ bench: { sizes: object; dataset: Omit<Dataset, 'appUrl'> } | null; same: boolean | null }>(
    `select settings -> 'bench' as bench, settings -> 'bench' -> 'sizes' = $2::jsonb as same from tenant where name = $1 order by id limit 1`,
    [company, JSON.stringify(sizes)],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (!row.bench || !row.same)
    throw new Error('This database holds another bench data set, or one whose making was interrupted. Use an empty database.');
  return row.bench.dataset;
}

async function addCustomFields(client: pg.Client, tenant: number): Promise<void> {
  for (const object of new Set(customFields.map((field) => field.object))) {
    await client.query(`insert into meta_object (tenant_id, name, definition, next_field) values ($1, $2, '{}', 3)`, [tenant, object]);
  }
  for (const { object, name, key, slot, definition, position } of customFields) {
    await client.query(
      `insert into meta_field (tenant_id, object, name, key, slot, custom, definition, position) values ($1, $2, $3, $4, $5, true, $6, $7)`,
      [tenant, object, name, key, slot, JSON.stringify(definition), position],
    );
  }
  await client.query('update tenant set metadata_version = metadata_version + 1 where id = $1', [tenant]);
}

async function otherParts(
  client: pg.Client,
  sizes: { otherTenants: number; otherRows: number },
  now: number,
  scale: number,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const size of otherSizes(sizes.otherTenants, sizes.otherRows, Math.max(2, 1000 * scale), Math.max(4, 100_000 * scale))) {
    const tenant = await createTenant(client, `邻居公司 ${parts.length + 1}`);
    const accounts = Math.ceil(size / 2);
    const owners = Array.from({ length: 1 + Math.floor(size / 2000) }, (_, index) => rowId(9, tenant, index, now - index));
    parts.push({ tenant, accounts, opportunities: size - accounts, owners, now, full: false });
  }
  return parts;
}

async function load(
  client: pg.Client,
  ownerUrl: string,
  parts: readonly Part[],
  workers: number,
  say: (line: string) => void,
): Promise<void> {
  const { drop, create } = await indexStatements(client, tables);
  for (const statement of drop) await client.query(statement);
  // COPY does not go through policies: the owner stands above them while it loads
  for (const table of tables) await client.query(`alter table ${table} no force row level security`);
  const tasks = parts.flatMap((part) => (['account', 'opportunity'] as const).flatMap((object) => stretches(part, object)));
  await runTasks(ownerUrl, tasks, workers, say);
  for (const table of tables) await client.query(`alter table ${table} force row level security`);
  await client.query(`set maintenance_work_mem = '512MB'`);
  await client.query('set max_parallel_maintenance_workers = 2');
  for (const statement of create) await timed(client, statement, say);
  for (const { object, slot } of customFields) if (slot) await timed(client, slotIndexStatement(object, slot), say);
  await client.query('reset maintenance_work_mem');
  await timed(client, `vacuum (analyze) ${tables.join(', ')}`, say);
  await client.query('analyze app_user, department, user_role, role, person, membership, tenant, meta_object, meta_field');
}

function stretches(part: Part, object: Task['object']): Task[] {
  const count = object === 'account' ? part.accounts : part.opportunities;
  return Array.from({ length: Math.ceil(count / stretch) }, (_, index) => ({
    part,
    object,
    from: index * stretch,
    to: Math.min(count, (index + 1) * stretch),
  }));
}

async function timed(client: pg.Client, statement: string, say: (line: string) => void): Promise<void> {
  const start = performance.now();
  await client.query(statement);
  say(`${((performance.now() - start) / 1000).toFixed(1)} s  ${statement.replace(/\s+/g, ' ').slice(0, 110)}`);
}

type Message = { readonly ready?: true; readonly loaded?: number; readonly failed?: string };

/** Hands the stretches to workers as they become free; the first failure ends them all. */
async function runTasks(ownerUrl: string, tasks: readonly Task[], count: number, say: (line: string) => void): Promise<void> {
  const total = tasks.reduce((sum, { from, to }) => sum + to - from, 0);
  let next = 0;
  let loaded = 0;
  let told = 0;
  const workers: Worker[] = [];
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./dataset-worker.ts', import.meta.url), { workerData: { ownerUrl } });
      workers.push(worker);
      worker.on('message', (message: Message) => {
        if (message.failed) reject(new Error(`loading failed: ${message.failed}`));
        loaded += message.loaded ?? 0;
        if (loaded - told >= total / 20) {
          told = loaded;
          say(`${loaded.toLocaleString('en')} of ${total.toLocaleString('en')} rows`);
        }
        if (message.ready) worker.postMessage(tasks[next++] ?? 'end');
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  try {
    await Promise.all(Array.from({ length: Math.max(1, count) }, run));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
}
