import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../platform/database/index.ts';
import { benchAccess, shareWidely } from './bench/access.ts';
import { benchAccount360 } from './bench/account-360.ts';
import { benchAllRules } from './bench/all-rules.ts';
import { benchAssignment } from './bench/assignment.ts';
import { benchBusy } from './bench/busy.ts';
import { benchAggregates, benchCounts, benchCreate, benchLists, benchSearch, benchSingles } from './bench/cases.ts';
import { removeMade } from './bench/clean.ts';
import { addContacts } from './bench/contacts.ts';
import { benchCustomFields, widenAccounts } from './bench/custom-fields.ts';
import { buildDataset, type Dataset } from './bench/dataset.ts';
import { benchDuplicates } from './bench/duplicates.ts';
import { jobsDone } from './bench/fresh.ts';
import { benchHandover } from './bench/handover.ts';
import { benchHome } from './bench/home.ts';
import { benchImport } from './bench/import.ts';
import { type Figures, printFigures, writeResult } from './bench/measure.ts';
import { benchPools } from './bench/pools.ts';
import { benchPrint } from './bench/print.ts';
import { benchRest } from './bench/rest.ts';
import { benchScoring } from './bench/scoring.ts';
import { type BenchServer, type Caller, removeData, startServer } from './bench/server.ts';

const usage = `npm run bench -- NAME [--scale 1] [--seconds 10] [--clients 16]

  dataset   builds the data set (1,000,000 accounts, 1,000,000 opportunities, 200 other companies) and stops
  list      list pages, next pages, capped counts, aggregate by stage; memory
  busy      20 people ask for lists and boards while 20 deals a second are changed; five minutes, or --seconds
  search    Chinese, pinyin, initials, phone tails
  write     get, update, create
  home      the home of a seller, a manager and the administrator
  import    100,000 rows of 30 columns (--rows) as CSV and as xlsx: one in ten twice in the file, one in twenty there already, one in fifty wrong
  custom-fields  the same lists by standard fields and by some of 100 custom ones; creates with and without custom values
  access    1,000,000 contacts more, 5,000 people, 200 sharing rules, 300,000 members of teams: lists, aggregates, search of a member and the administrator
  duplicates  search for duplicates among all accounts
  start     time from npm start to ready, without and with data
  print     a contract of 30 pages as PDF; needs no data set
  handover  30,000 records (--rows) of a leaver to a successor; needs no data set
  pools     200 members claim 1,000 leads at once; needs no data set
  assignment  20 batches of 500 leads to 300 people by 40 rules at once; needs no data set
  scoring   1,000,000 leads (--scale) get their score by a new version; lists meanwhile; needs no data set
  account-360  the page of an account with 50,000 lines of its timeline, beside 300,000 activities of others (--scale); needs no data set
  all-rules  leads come in (--scale, 1,000,000 there before) with scores, assignment, duplicates and history on; needs no data set
  rest      what jobs of every minute cost with 200 companies in which nothing is due; needs no data set
  all       everything but start, print, handover, pools, assignment, scoring, all-rules, rest, account-360, custom-fields, access and duplicates

Data lies in HUANKE_BENCH_DIR (./data/bench). Every case runs with one client, then with --clients at once.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string' }, seconds: { type: 'string' }, clients: { type: 'string' }, rows: { type: 'string' } },
});
const name = positionals[0] ?? '';
const scale = Number(values.scale ?? 1);
const seconds = Number(values.seconds ?? 5);
const clients = Number(values.clients ?? 16);
const dataDir = resolve(process.env.HUANKE_BENCH_DIR ?? 'data/bench');

async function dataset(more: string): Promise<Dataset> {
  mkdirSync(dataDir, { recursive: true });
  const database = await startEmbedded({ dataDir: join(dataDir, 'postgres'), detached: true });
  try {
    const data = await buildDataset({ ownerUrl: database.url, scale });
    await removeMade(database.url, data.tenant);
    if (more === 'custom-fields') await widenAccounts(database.url, data.tenant, console.log);
    if (more === 'access') {
      await addContacts(database.url, data.tenant, console.log);
      await shareWidely(database.url, { tenant: data.tenant, seller: data.people.seller.user }, console.log);
    }
    return data;
  } finally {
    await database.stop();
  }
}

/** As `jobsDone`, of the data set's server. */
async function settled(): Promise<void> {
  const database = await startEmbedded({ dataDir: join(dataDir, 'postgres'), detached: true });
  try {
    await jobsDone(database.url);
  } finally {
    await database.stop();
  }
}

type Bench = (
  server: BenchServer,
  people: readonly Caller[],
  data: Dataset,
) => Promise<{ figures: Figures[]; notes?: Record<string, unknown> }>;

const one = { clients: 1, count: 60, seconds: Math.max(seconds, 10) };
const many = { clients, count: 100_000, seconds };
const together = async (run: (load: typeof one) => Promise<Figures[]>): Promise<Figures[]> => [
  ...(await run(one)),
  ...(await run(many)).map(({ target: _target, ...row }) => ({ ...row, name: `${row.name} × ${clients}` })),
];

const benches: Record<string, Bench> = {
  async list(server, people) {
    const figures = [
      ...(await together((load) => benchLists(people, load))),
      ...(await together((load) => benchCounts(people, load))),
      ...(await benchAggregates(people, { ...one, count: 20 })),
    ];
    return { figures, notes: { nodeMemoryMb: server.memory(), target: '< 400 MB after the list bench' } };
  },
  busy: async (_server, people) => ({ figures: await benchBusy(people, Number(values.seconds ?? 300)) }),
  home: async (_server, people) => ({ figures: await together((load) => benchHome(people, load)) }),
  search: async (_server, people) => ({ figures: await together((load) => benchSearch(people, load)) }),
  async write(_server, people) {
    const seller = people.find((person) => person.name === 'seller');
    const figures = await together((load) => benchSingles(people, load));
    if (seller)
      figures.push(
        await benchCreate(seller, { clients: 1, count: 500, seconds: 10 }),
        await benchCreate(seller, { clients, count: 1_000_000, seconds: Math.max(seconds, 15) }),
      );
    return { figures };
  },
  access: (_server, people, data) => benchAccess(people, data, { ...one, count: 40 }),
  'custom-fields': (server, people) => benchCustomFields(server, people, { clients, seconds: Math.max(seconds, 10) }),
  async duplicates(server, people) {
    const admin = people.find((person) => person.name === 'admin');
    return admin ? benchDuplicates(server, admin) : { figures: [] };
  },
  async import(server, people) {
    const admin = people.find((person) => person.name === 'admin');
    return admin ? benchImport(server, admin, Number(values.rows ?? 100_000)) : { figures: [] };
  },
};

async function startTimes(): Promise<void> {
  const folder = join(tmpdir(), `huanke-start-${process.pid}`);
  for (const what of ['no data folder', 'data folder present']) {
    const began = performance.now();
    const server = await startServer(folder);
    console.log(`start, ${what}: ready after ${((performance.now() - began) / 1000).toFixed(1)} s (target < 15 s)`);
    await server.stop();
  }
  await removeData(folder);
}

/** Benches that build much beside the data set: only when asked for. */
const byName: ReadonlySet<string> = new Set(['custom-fields', 'access', 'duplicates']);

/** Benches that need no data set. */
const bare: Record<string, () => Promise<{ figures: Figures[]; notes: Record<string, unknown> }>> = {
  print: () => benchPrint(20),
  handover: () => benchHandover(Number(values.rows ?? 30_000)),
  pools: () => benchPools(),
  assignment: () => benchAssignment(),
  scoring: () => benchScoring(scale),
  'account-360': () => benchAccount360(scale),
  rest: () => benchRest(),
  'all-rules': () => benchAllRules(scale, { clients, seconds: Math.max(seconds, 20) }),
};

async function run(): Promise<void> {
  if (name === 'start') return startTimes();
  const alone = bare[name];
  if (alone) {
    const { figures, notes } = await alone();
    printFigures(figures);
    console.log(JSON.stringify(notes));
    console.log(
      writeResult({
        bench: name,
        dataset: null,
        figures,
        notes,
      }),
    );
    return;
  }
  const chosen = name === 'all' ? Object.keys(benches).filter((bench) => !byName.has(bench)) : [name];
  if (name !== 'dataset' && chosen.some((bench) => !benches[bench])) {
    console.log(usage);
    process.exitCode = name === '' ? 0 : 2;
    return;
  }
  const data = await dataset(name);
  console.log(
    `data set: ${data.accounts} accounts, ${data.opportunities} opportunities, ${data.others.tenants} other companies with ${data.others.rows} rows (built in ${data.seconds} s)`,
  );
  if (name === 'dataset') return;
  const server = await startServer(dataDir);
  try {
    await settled();
    const people: Caller[] = [];
    for (const [who, person] of Object.entries(data.people)) people.push(await server.signIn(who, person.email, data.password));
    for (const bench of chosen) {
      const { figures, notes } = (await benches[bench]?.(server, people, data)) ?? { figures: [] };
      printFigures(figures);
      if (notes) console.log(JSON.stringify(notes));
      console.log(
        writeResult({
          bench,
          dataset: { accounts: data.accounts, opportunities: data.opportunities, others: data.others, buildSeconds: data.seconds },
          figures,
          ...(notes ? { notes } : {}),
        }),
      );
    }
  } finally {
    await server.stop();
  }
}

await run();
