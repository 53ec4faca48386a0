import { type Random, seeded } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, problems, type TestApp, type TestTenant, testApp } from './testing.ts';

const start = Date.parse('2026-03-02T02:00:00.000Z');
const DAY = 86_400_000;
const seed = Number(process.env['HUANKE_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000));
let now = start;
let app: TestApp;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const make = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const deal = (client: Client, values: object): Promise<string> =>
  make(client, 'opportunity', { name: '磁力泵框架', closeOn: '2026-06-30', ...values });
const dealOf = async (client: Client, id: string) => ok(await client.get(`/records/opportunity/${id}`)).body;
const rate = (client: Client, currency: string, value: string, fromOn: string) =>
  make(client, 'exchangeRate', { currency, rate: value, fromOn });
const aggregate = async (client: Client, request: object, object = 'opportunity') =>
  ok(await client.post(`/records/${object}/aggregate`, request)).body.rows;
/** The hourly look at rates, of all companies. */
const hourly = async () => {
  const job = app.app.registry.jobs.get('sales.rateDealsOfTheDay');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};
const sums = ['sum', 'avg', 'min', 'max'].map((fn) => ({ fn, field: 'amount' }));

describe('rates', () => {
  it('are kept by administrators, read by all of the company, one for each currency and day', async () => {
    const { as } = await app.tenant();
    const usd = { currency: 'USD', rate: '7.1234', fromOn: '2026-01-01' };
    for (const client of [as.seller, as.manager, as.readOnly]) expect((await client.post('/records/exchangeRate', usd)).status).toBe(403);
    const made = ok(await as.admin.post('/records/exchangeRate', usd)).body;
    expect(made).toMatchObject({ name: 'USD 2026-01-01', rate: '7.12340000' });
    const asked = { fields: ['currency', 'rate', 'fromOn'] };
    expect(ok(await as.seller.post('/records/exchangeRate/query', asked)).body.records).toMatchObject([
      { currency: 'USD', rate: '7.12340000', fromOn: '2026-01-01' },
    ]);
    expect(ok(await other.as.admin.post('/records/exchangeRate/query', asked)).body.records).toEqual([]);
    expect((await as.seller.patch(`/records/exchangeRate/${made.id}`, { rate: '8' })).status).toBe(403);
    expect((await other.as.admin.patch(`/records/exchangeRate/${made.id}`, { rate: '8' })).status).toBe(404);
    const refused = async (values: object) => problems(await as.admin.post('/records/exchangeRate', { ...usd, ...values }));
    expect(await refused({ rate: '7.2' })).toEqual([409, 'fromOn DUPLICATE']);
    expect(await refused({ fromOn: '2026-01-02', rate: '0' })).toEqual([422, 'rate INVALID_VALUE']);
    expect(await refused({ fromOn: '2026-01-02', rate: '-1' })).toEqual([422, 'rate INVALID_VALUE']);
    expect(await refused({ fromOn: '2026-01-02', rate: '7.123456789' })).toEqual([422, 'rate INVALID_VALUE']);
    expect(await refused({ currency: 'CNY' })).toEqual([422, 'currency INVALID_VALUE']);
    // of two who say the same at once the later one is refused
    const atOnce = [1, 2].map(() => as.admin.post('/records/exchangeRate', { ...usd, fromOn: '2026-01-05' }));
    expect((await Promise.all(atOnce)).map(({ status }) => status).sort()).toEqual([201, 409]);
    // two of one request, and one that is moved to the day of another
    const twice = {
      operation: 'create',
      records: [
        { ...usd, fromOn: '2026-02-01' },
        { ...usd, fromOn: '2026-02-01' },
      ],
    };
    const { results } = ok(await as.admin.post('/records/exchangeRate/bulk', twice)).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 409]);
    expect(problems(await as.admin.patch(`/records/exchangeRate/${made.id}`, { fromOn: '2026-02-01' }))).toEqual([409, 'fromOn DUPLICATE']);
  });

  it('their list offers making and importing them to administrators only', async () => {
    const { as } = await app.tenant();
    expect(ok(await as.admin.get('/meta/objects/exchangeRate')).body.can).toEqual(
      expect.arrayContaining(['create', 'read', 'edit', 'import']),
    );
    const { can } = ok(await as.seller.get('/meta/objects/exchangeRate')).body;
    expect(can).toContain('read');
    expect(can).not.toContain('create');
  });
});

describe('deals in another currency', () => {
  it('count by what they are worth in sums, averages and extremes; without a rate not at all', async () => {
    const { as } = await app.tenant();
    await rate(as.admin, 'USD', '7.1234', '2026-01-01');
    await deal(as.seller, { amount: '100' });
    const id = await deal(as.seller, { amount: '10000', currency: 'USD' });
    expect(await dealOf(as.seller, id)).toMatchObject({
      amount: '10000.00',
      exchangeRate: '7.12340000',
      baseAmount: '71234.00',
      weightedAmount: '1000.00',
      baseWeightedAmount: '7123.40',
    });
    // a line of a search says it in the company's currency, too
    const { groups } = ok(await as.seller.get(`/search?q=${encodeURIComponent('磁力泵')}`)).body;
    const items = groups.flatMap((group: { items: { id: string; subtitle: string }[] }) => group.items);
    expect(items.find((item: { id: string }) => item.id === id).subtitle).toContain('¥71,234');
    // 200,000,000,000,000 × 7.1234 has no room
    const huge = { name: '磁力泵', closeOn: '2026-06-30', amount: '200000000000000', currency: 'USD' };
    expect(problems(await as.seller.post('/records/opportunity', huge))).toEqual([422, 'amount INVALID_VALUE']);
    const unrated = await deal(as.seller, { amount: '5000000', currency: 'EUR' });
    expect(await dealOf(as.seller, unrated)).toMatchObject({ exchangeRate: null, baseAmount: null, baseWeightedAmount: null });
    expect(await aggregate(as.seller, { measures: [{ fn: 'count' }, ...sums, { fn: 'sum', field: 'weightedAmount' }] })).toEqual([
      {
        count: 3,
        'sum:amount': '71334.00',
        'avg:amount': '35667.0000',
        'min:amount': '100.00',
        'max:amount': '71234.00',
        'sum:weightedAmount': '7133.40',
      },
    ]);
    expect(await aggregate(as.manager, { groupBy: [{ field: 'stage' }], measures: [{ fn: 'sum', field: 'amount' }] })).toEqual([
      { stage: 'initial', 'sum:amount': '71334.00' },
    ]);
    const byMonth = { groupBy: [{ field: 'closeOn', bucket: 'month' }, { field: 'owner.department' }], measures: sums.slice(0, 2) };
    expect(await aggregate(as.manager, byMonth)).toMatchObject([
      { 'closeOn:month': '2026-06', 'sum:amount': '71334.00', 'avg:amount': '35667.0000' },
    ]);
    // through the account, and other people's eyes
    expect(await aggregate(as.outsider, { measures: sums.slice(0, 1) })).toEqual([{ 'sum:amount': null }]);
    // nobody writes what is worked out
    expect(problems(await as.admin.patch(`/records/opportunity/${id}`, { baseAmount: '1' }))[0]).toBeGreaterThanOrEqual(400);
    ok(await as.seller.patch(`/records/opportunity/${id}`, { currency: 'CNY' }));
    expect(await dealOf(as.seller, id)).toMatchObject({
      amount: '10000.00',
      exchangeRate: null,
      baseAmount: null,
      baseWeightedAmount: null,
    });
    expect(await aggregate(as.seller, { measures: sums.slice(0, 1) })).toEqual([{ 'sum:amount': '10100.00' }]);
  });

  it('a right on the amount, its currency or its worth changes no sum and opens none', async () => {
    const { as } = await app.tenant();
    await rate(as.admin, 'USD', '7', '2026-01-01');
    await deal(as.seller, { amount: '10', currency: 'USD' });
    await deal(as.seller, { amount: '10' });
    const { items } = ok(await as.admin.get('/roles')).body;
    const { id } = items.find(({ key }: { key: string }) => key === 'member');
    const limit = (fields: object) => as.admin.patch(`/roles/${id}`, { fields: { opportunity: fields } });
    ok(await limit({ currency: 'hidden', baseAmount: 'hidden', exchangeRate: 'hidden' }));
    expect(await aggregate(as.seller, { measures: sums.slice(0, 1) })).toEqual([{ 'sum:amount': '80.00' }]);
    ok(await limit({ amount: 'hidden' }));
    const hidden = ok(await as.seller.post('/records/opportunity/query', { fields: ['id'] })).body.records[0].id;
    const shown = ok(await as.seller.get(`/records/opportunity/${hidden}`)).body;
    // what the amount is worth tells it
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['baseAmount']));
    expect(shown).toHaveProperty('exchangeRate');
    expect((await as.seller.post('/records/opportunity/aggregate', { measures: sums.slice(0, 1) })).status).toBe(400);
  });

  it('open ones follow the rates, closed ones keep theirs; a rate known later fills in what had none', async () => {
    now = start;
    const { as } = await app.tenant();
    const { admin, seller } = as;
    const first = await rate(admin, 'USD', '7', '2026-01-01');
    const open = await deal(seller, { amount: '1000', currency: 'USD' });
    const won = await deal(seller, { amount: '1000', currency: 'USD', stage: 'won', closedOn: '2026-02-10' });
    const early = await deal(seller, { amount: '1000', currency: 'USD', stage: 'lost', lossReason: 'price', closedOn: '2025-12-31' });
    const euro = await deal(seller, { amount: '1000', currency: 'EUR' });
    const worth = async () => {
      const all = await Promise.all([open, won, early, euro].map((one) => dealOf(seller, one)));
      return all.map(({ baseAmount }) => baseAmount);
    };
    expect(await worth()).toEqual(['7000.00', '7000.00', null, null]);
    const { version, updatedAt } = await dealOf(seller, open);
    ok(await admin.patch(`/records/exchangeRate/${first}`, { rate: '7.2' }));
    await rate(admin, 'USD', '6.9', '2025-12-01');
    await rate(admin, 'EUR', '8', '2026-01-01');
    await until(async () => (await worth()).join() === '7200.00,7000.00,6900.00,8000.00', 'the rates are taken over');
    // derived figures: nobody has changed the deal
    expect(await dealOf(seller, open)).toMatchObject({ version, updatedAt, exchangeRate: '7.20000000', baseWeightedAmount: '720.00' });
    expect((await other.as.admin.post('/records/opportunity/query', { fields: ['baseAmount'] })).body.records).toEqual([]);
    // a rate of tomorrow holds from tomorrow on
    await rate(admin, 'USD', '7.5', '2026-03-03');
    await hourly();
    expect((await worth())[0]).toBe('7200.00');
    now += DAY;
    await hourly();
    expect(await worth()).toEqual(['7500.00', '7000.00', '6900.00', '8000.00']);
    // an amount corrected after the end goes by the rate of the end; another day of the end by the rate of that
    ok(await admin.patch(`/records/opportunity/${won}`, { amount: '2000' }));
    expect(await dealOf(admin, won)).toMatchObject({ exchangeRate: '7.00000000', baseAmount: '14000.00' });
    ok(await admin.patch(`/records/opportunity/${won}`, { closedOn: '2025-12-15' }));
    expect(await dealOf(admin, won)).toMatchObject({ exchangeRate: '6.90000000', baseAmount: '13800.00' });
    // gone rates are gone for what is open
    ok(await admin.delete(`/records/exchangeRate/${first}`));
    for (const { id } of ok(await admin.post('/records/exchangeRate/query', { fields: ['id'] })).body.records)
      ok(await admin.delete(`/records/exchangeRate/${id}`));
    await until(async () => (await worth()).join() === ',13800.00,6900.00,', 'the open ones have none');
    now = start;
  });

  it('roll-ups, tiles and the money of an account count them, before and after a rate changes', async () => {
    const { as } = await app.tenant();
    const { admin, seller } = as;
    const account = await make(seller, 'account', { name: '恒润化工' });
    const rollup = { object: 'opportunity', field: 'account' };
    const add = (name: string, more: object) =>
      admin.post('/meta/objects/account/fields', { name, label: { zh: name, en: name }, type: 'rollup', rollup: { ...rollup, ...more } });
    ok(await add('x_total', { function: 'sum', of: 'amount' }));
    ok(await add('x_most', { function: 'max', of: 'amount' }));
    const usd = await rate(admin, 'USD', '7.1234', '2026-01-01');
    await deal(seller, { account, amount: '100' });
    await deal(seller, { account, amount: '10000', currency: 'USD' });
    await deal(seller, { account, amount: '300', currency: 'EUR' });
    const told = async () => {
      const { x_total, x_most } = ok(await seller.get(`/records/account/${account}`)).body;
      return [x_total, x_most];
    };
    await until(async () => (await told()).join() === '71334.00,71234.00');
    const panel = async (name: string) => ok(await seller.get(`/records/account/${account}/panels/${name}`)).body.data;
    const eur = [{ currency: 'EUR', sum: '300.00' }];
    const { tiles } = await panel('tiles');
    expect(tiles[0]).toMatchObject({ name: 'openDeals', count: 3, sum: '71334.00', others: eur });
    expect(await panel('money')).toMatchObject({
      pipeline: { sum: '71334.00', count: 3, others: eur },
      weighted: { sum: '7133.40', others: [{ currency: 'EUR', sum: '30.00' }] },
    });
    ok(await admin.patch(`/records/exchangeRate/${usd}`, { rate: '8' }));
    await until(async () => (await told()).join() === '80100.00,80000.00', 'the roll-ups follow');
  });

  it('what is asked above an amount is asked by what it is worth', async () => {
    const { as } = await app.tenant();
    const { admin, seller } = as;
    await rate(admin, 'JPY', '0.05', '2026-01-01');
    await rate(admin, 'USD', '7', '2026-01-01');
    ok(await admin.put('/meta/parts/salesSettings/deals', { reviewAbove: '100000', reviewDays: 30 }));
    const lose = (values: object) => deal(seller, { stage: 'initial', ...values });
    // 1,900,000 JPY are 95,000; 15,000 USD are 105,000
    for (const id of [await lose({ amount: '1900000', currency: 'JPY' }), await lose({ amount: '15000', currency: 'USD' })])
      ok(await seller.post(`/records/opportunity/${id}/actions/lose`, { input: { lossReason: 'price' } }));
    const { records } = ok(await admin.post('/records/lossReview/query', { fields: ['amount'] })).body;
    expect(records).toMatchObject([{ amount: '105000.00' }]);
    // a team has to be complete above 100,000
    const { fields } = ok(await admin.get('/meta/objects/opportunity')).body;
    const { options } = fields.find(({ name }: { name: string }) => name === 'stage');
    const exit = { team: { roles: ['deliveryManager'], above: { field: 'amount', value: '100000' } } };
    const withGate = options.map((option: { key: string }) => ({ ...option, ...(option.key === 'qualified' ? { exit } : {}) }));
    ok(await admin.patch('/meta/objects/opportunity/fields/stage', { options: withGate }));
    const on = async (values: object) => {
      const account = await make(seller, 'account', { name: `客户 ${JSON.stringify(values)}` });
      return seller.patch(`/records/opportunity/${await deal(seller, { account, stage: 'qualified', ...values })}`, { stage: 'proposal' });
    };
    ok(await on({ amount: '1900000', currency: 'JPY' }));
    expect(problems(await on({ amount: '15000', currency: 'USD' }))).toEqual([422, 'stage RULE']);
  });

  it('levels of accounts and the figures of the day count them', async () => {
    now = start;
    const { as } = await app.tenant();
    const { admin, seller } = as;
    const account = await make(seller, 'account', { name: '恒润化工' });
    await rate(admin, 'USD', '7', '2026-01-01');
    // 150,000 USD are 1,050,000: an A of the company
    await deal(seller, { account, amount: '150000', currency: 'USD', stage: 'won', closedOn: '2026-02-20' });
    await deal(seller, { amount: '10', currency: 'USD' });
    await deal(seller, { amount: '69.99' });
    const job = app.app.registry.jobs.get('sales.judgeAccounts');
    await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    expect(ok(await admin.get(`/records/account/${account}`)).body).toMatchObject({ level: 'A', levelBy: 'rule' });
    const home = ok(await seller.get('/home')).body;
    const { figures } = home.sections['sales.figures'];
    expect(figures.find(({ key }: { key: string }) => key === 'pipeline')).toMatchObject({ count: 2, sum: '139.99', weighted: '14.00' });
  });
});

describe('decimals of the currency', () => {
  it('amounts are rounded half up to what their currency has', async () => {
    const { as } = await app.tenant();
    const { seller } = as;
    const amounts = async (values: object) => {
      const { amount, weightedAmount } = await dealOf(seller, await deal(seller, values));
      return [amount, weightedAmount];
    };
    expect(await amounts({ amount: '100.50', currency: 'JPY', probability: 55 })).toEqual(['101.00', '56.00']);
    expect(await amounts({ amount: '100.49', currency: 'KRW', probability: 10 })).toEqual(['100.00', '10.00']);
    expect(await amounts({ amount: '100.55', currency: 'USD', probability: 10 })).toEqual(['100.55', '10.06']);
    expect(
      problems(await seller.post('/records/opportunity', { name: '磁力泵', closeOn: '2026-06-30', amount: '1.005', currency: 'JPY' })),
    ).toEqual([422, 'amount INVALID_VALUE']);
    const id = await deal(seller, { amount: '100.50', currency: 'USD' });
    ok(await seller.patch(`/records/opportunity/${id}`, { currency: 'JPY' }));
    expect((await dealOf(seller, id)).amount).toBe('101.00');
    ok(await seller.patch(`/records/opportunity/${id}`, { amount: '7.4' }));
    expect((await dealOf(seller, id)).amount).toBe('7.00');
    // a company that counts in yen
    const yen = await app.tenant();
    ok(await yen.as.admin.patch('/settings', { currency: 'JPY' }));
    await rate(yen.as.admin, 'USD', '150.555', '2026-01-01');
    expect(await dealOf(yen.as.seller, await deal(yen.as.seller, { amount: '9.99', currency: 'USD' }))).toMatchObject({
      // 9.99 × 150.555 = 1504.04445
      baseAmount: '1504.00',
      amount: '9.99',
    });
    expect((await dealOf(yen.as.seller, await deal(yen.as.seller, { amount: '9.50' }))).amount).toBe('10.00');
  });

  it('lines too, whose prices keep the deal in its currency', async () => {
    const { as } = await app.tenant();
    const { admin, seller } = as;
    const product = await make(admin, 'product', { name: '衬氟磁力泵', listPrice: '33.35' });
    const withLines = async (currency: string) => {
      const id = await deal(seller, { amount: '1', currency });
      const line = await make(seller, 'opportunityLine', { opportunity: id, product, quantity: 3 });
      await make(seller, 'opportunityLine', { opportunity: id, product, quantity: 1 });
      const amounts = async () => [ok(await seller.get(`/records/opportunityLine/${line}`)).body.amount, (await dealOf(seller, id)).amount];
      return { id, line, amounts };
    };
    const dollars = await withLines('USD');
    expect(await dollars.amounts()).toEqual(['100.05', '133.40']);
    expect(await seller.patch(`/records/opportunity/${dollars.id}`, { currency: 'JPY' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'currency', code: 'RULE' }] },
    });
    expect(await dealOf(seller, dollars.id)).toMatchObject({ currency: 'USD', amount: '133.40' });
    const yen = await withLines('JPY');
    // 3 × 33.35 = 100.05 and 33.35, each to whole yen
    expect(await yen.amounts()).toEqual(['100.00', '133.00']);
    ok(await seller.patch(`/records/opportunityLine/${yen.line}`, { discount: '10' }));
    // 90.045
    expect(await yen.amounts()).toEqual(['90.00', '123.00']);
  });
});

const stages = ['initial', 'qualified', 'proposal', 'onHold'];
const rates: Readonly<Record<string, bigint>> = { USD: 712_340_000n, JPY: 4_716_999n, EUR: 780_000_001n };

/** One of the deals as a plain loop sees it: cents of its worth, undefined where it counts for nothing. */
interface Told {
  readonly stage: string;
  readonly own: boolean;
  readonly worth: bigint | undefined;
}

const half = (value: bigint, divisor: bigint) => (2n * value + divisor) / (2n * divisor);

function toldOf(values: { readonly stage: string; readonly currency: string; readonly cents: bigint }, own: boolean): Told {
  const { stage, currency, cents } = values;
  const amount = currency === 'JPY' ? half(cents, 100n) * 100n : cents;
  const known = rates[currency];
  const worth = currency === 'CNY' ? amount : known === undefined ? undefined : half(amount * known, 100_000_000n);
  return { stage, own, worth };
}

function expectedOf(told: readonly Told[]) {
  const money = (cents: bigint, decimals: bigint) => {
    const text = String(cents).padStart(Number(decimals) + 1, '0');
    return `${text.slice(0, -Number(decimals))}.${text.slice(-Number(decimals))}`;
  };
  return [...Map.groupBy(told, ({ stage }) => stage)]
    .map(([stage, list]) => {
      const worths = list.flatMap(({ worth }) => (worth === undefined ? [] : [worth])).sort((a, b) => (a < b ? -1 : 1));
      const sum = worths.reduce((all, one) => all + one, 0n);
      const shown = (cents: bigint | undefined) => (cents === undefined ? null : money(cents, 2n));
      return {
        stage,
        count: list.length,
        'sum:amount': worths.length > 0 ? money(sum, 2n) : null,
        'avg:amount': worths.length > 0 ? money(half(sum * 100n, BigInt(worths.length)), 4n) : null,
        'min:amount': shown(worths[0]),
        'max:amount': shown(worths.at(-1)),
      };
    })
    .sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}

const anyDeal = (random: Random) => ({
  stage: random.pick(stages),
  currency: random.pick(['CNY', 'USD', 'JPY', 'GBP', 'EUR']),
  cents: BigInt(random.int(0, 10 ** random.int(1, 9))),
});

it(`sums over random deals in several currencies are those of a plain loop (seed ${seed})`, async () => {
  const random = seeded(seed);
  const one = await app.tenant();
  const two = await app.tenant();
  const scaled = (value: bigint) => `${value / 100_000_000n}.${String(value % 100_000_000n).padStart(8, '0')}`;
  for (const { as } of [one, two])
    for (const [currency, value] of Object.entries(rates)) await rate(as.admin, currency, scaled(value), '2026-01-01');
  const fill = async ({ as }: TestTenant, count: number): Promise<Told[]> => {
    const told: Told[] = [];
    for (const [client, own] of [
      [as.seller, true],
      [as.outsider, false],
    ] as const) {
      const deals = Array.from({ length: count }, () => anyDeal(random));
      const records = deals.map(({ stage, currency, cents }, index) => ({
        name: `商机 ${index}`,
        closeOn: '2026-06-30',
        stage,
        currency,
        amount: `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`,
      }));
      const { results } = ok(await client.post('/records/opportunity/bulk', { operation: 'create', records })).body;
      expect(results.every(({ status }: { status: number }) => status === 201)).toBe(true);
      told.push(...deals.map((values) => toldOf(values, own)));
    }
    return told;
  };
  const [mine, theirs] = [await fill(one, 90), await fill(two, 40)];
  const asked = { groupBy: [{ field: 'stage' }], measures: [{ fn: 'count' }, ...sums] };
  expect(await aggregate(one.as.admin, asked)).toEqual(expectedOf(mine));
  expect(await aggregate(one.as.seller, asked)).toEqual(expectedOf(mine.filter(({ own }) => own)));
  expect(await aggregate(two.as.admin, asked)).toEqual(expectedOf(theirs));
  expect(await aggregate(two.as.outsider, asked)).toEqual(expectedOf(theirs.filter(({ own }) => !own)));
});
