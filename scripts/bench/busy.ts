import { type ListCase, listCases } from './cases.ts';
import { type Figures, figuresOf } from './measure.ts';
import { asked, type Caller } from './server.ts';

const users = 20;
const writesPerSecond = 20;
/** Deals that are changed, one after the other. */
const changed = 2000;
/** Each of the people asks once in this time, whether or not the answer before has come. */
const everyMs = 1000;
const path = '/api/v1/records/opportunity/query';

interface Times {
  readonly first: number[];
  readonly next: number[];
  readonly board: number[];
  errors: number;
}

interface Page {
  readonly records: readonly { readonly id: string }[];
  readonly nextCursor?: string | null;
}

/**
 * SP-1: 20 people, half of them the administrator and half the manager who sees 12 % of the rows, ask once a second for a list and its next page
 * or for a board with the first page of each stage, while 20 deals a second are changed.
 */
export async function benchBusy(people: readonly Caller[], seconds: number): Promise<Figures[]> {
  const readers = people.filter(({ name }) => name === 'admin' || name === 'manager');
  const writer = people.find(({ name }) => name === 'admin');
  if (!writer || readers.length < 2) return [];
  const cases = listCases.filter(({ object }) => object === 'opportunity');
  const { fields } = await asked<{ fields: { name: string; options?: { key: string }[] }[] }>(writer, '/meta/objects/opportunity');
  const stages = fields.find(({ name }) => name === 'stage')?.options?.map(({ key }) => key) ?? [];
  const ids = await dealsOf(writer);
  const end = performance.now() + seconds * 1000;
  const times = new Map<string, Times>(readers.map(({ name }) => [name, { first: [], next: [], board: [], errors: 0 }]));
  const writes = { times: [] as number[], errors: 0 };
  await Promise.all([
    ...Array.from({ length: users }, (_, at) => {
      const reader = readers[at % readers.length] as Caller;
      const mine = times.get(reader.name) as Times;
      const board = () => readBoard(reader, stages, mine);
      const list = (turn: number) => readList(reader, cases[turn % cases.length] as ListCase, mine);
      return paced(at, end, (turn) => (turn % (cases.length + 1) === 0 ? board() : list(turn)));
    }),
    write(writer, ids, end, writes),
  ]);
  return [
    ...[...times].flatMap(([name, { first, next, board, errors }]) => [
      figuresOf(`list, ${name}`, first, { seconds, errors, target: 'p95 < 300 ms' }),
      figuresOf(`next page, ${name}`, next, { seconds, target: 'p95 < 150 ms' }),
      figuresOf(`board of ${stages.length} stages, ${name}`, board, { seconds, target: 'p95 < 300 ms' }),
    ]),
    figuresOf('update a deal beside it', writes.times, { seconds, errors: writes.errors, target: `${writesPerSecond}/s` }),
  ];
}

async function dealsOf(caller: Caller): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  while (ids.length < changed) {
    const page: Page = await asked<Page>(caller, '/records/opportunity/query', {
      fields: ['id'],
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.nextCursor ?? null;
    if (cursor === null) break;
  }
  return ids;
}

/** People begin spread over the second. */
async function paced(at: number, end: number, ask: (turn: number) => Promise<void>): Promise<void> {
  await new Promise((wake) => setTimeout(wake, (at * everyMs) / users));
  const waiting: Promise<void>[] = [];
  for (let turn = at; performance.now() < end; turn += 1) {
    waiting.push(ask(turn));
    await new Promise((wake) => setTimeout(wake, everyMs));
  }
  await Promise.all(waiting);
}

async function readList(reader: Caller, { query }: ListCase, times: Times): Promise<void> {
  const first = await reader.send('POST', path, query);
  times.first.push(first.ms);
  if (first.status >= 300) times.errors += 1;
  const { nextCursor } = JSON.parse(first.text) as Page;
  if (!nextCursor) return;
  const next = await reader.send('POST', path, { ...query, cursor: nextCursor });
  times.next.push(next.ms);
  if (next.status >= 300) times.errors += 1;
}

/** As the browser asks: the first cards of all columns at once. */
async function readBoard(reader: Caller, stages: readonly string[], times: Times): Promise<void> {
  const began = performance.now();
  const column = (stage: string) => ({
    filter: { field: 'stage', op: 'eq', value: stage },
    sort: [{ field: 'amount', direction: 'desc' }],
    limit: 20,
  });
  const answers = await Promise.all(stages.map((stage) => reader.send('POST', path, column(stage))));
  times.board.push(performance.now() - began);
  times.errors += answers.filter(({ status }) => status >= 300).length;
}

async function write(writer: Caller, ids: readonly string[], end: number, writes: { times: number[]; errors: number }): Promise<void> {
  const waiting: Promise<void>[] = [];
  for (let turn = 0; performance.now() < end; turn += 1) {
    const amount = String(10_000 + ((turn * 7919) % 900_000));
    waiting.push(
      writer.send('PATCH', `/api/v1/records/opportunity/${ids[turn % ids.length]}`, { amount }).then((answer) => {
        writes.times.push(answer.ms);
        if (answer.status >= 300) writes.errors += 1;
      }),
    );
    await new Promise((wake) => setTimeout(wake, 1000 / writesPerSecond));
  }
  await Promise.all(waiting);
}
