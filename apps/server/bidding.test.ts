import { createHash } from 'node:crypto';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp, uploadedBy } from './testing.ts';

// ten in the morning in Shanghai
const start = Date.parse('2026-03-02T02:00:00.000Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const deadline = '2026-03-20T01:30:00.000Z';
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let buyer: string;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  buyer = (await tenant.as.seller.post('/records/account', { name: '市第一人民医院' })).body.id;
});
afterAll(() => app.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.field ?? null, body.errors?.[0]?.code ?? body.code];
const at = (id: string) => `/records/tender/${id}`;
const act = (client: Client, id: string, action: string, input: object = {}) => client.post(`${at(id)}/actions/${action}`, { input });
const move = (client: Client, id: string, status: string) => client.patch(at(id), { status });
const make = async (client: Client, values: object = {}): Promise<string> =>
  ok(await client.post('/records/tender', { name: '住院楼供水泵组采购', buyer, deadlineAt: deadline, budget: '1000000', ...values })).body
    .id;
const child = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const rows = async (client: Client, object: string, tender: string, fields: readonly string[]) =>
  ok(await client.post(`/records/${object}/query`, { fields, filter: { field: 'tender', op: 'eq', value: tender } })).body.records;
const sha = (content: string) => createHash('sha256').update(content).digest('hex');
const told = async (record: string): Promise<string[]> =>
  (await tenant.as.admin.get('/events?limit=1000')).body.items
    .filter((one: { record: string; event: string }) => one.record === record && !/\.(created|updated)$/.test(one.event))
    .map((one: { event: string }) => one.event);
/** Waits until the tender has told exactly this: events come once older transactions, of whomever, are over. */
const tells = (record: string, events: readonly string[]) =>
  until(async () => (await told(record)).join() === events.join(), events.join());
const watch = async () => {
  const job = app.app.registry.jobs.get('sales.watchTenders');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};

/** A tender whose bid is being written, with one section and its file. */
async function prepared(values: object = {}): Promise<{ id: string; section: string }> {
  const { seller, manager } = tenant.as;
  const id = await make(seller, values);
  ok(await move(seller, id, 'registered'));
  ok(await move(seller, id, 'approval'));
  ok(await act(manager, id, 'decide', { go: true, reason: '资质齐全，毛利 22%' }));
  const files = [await uploadedBy(seller, '技术标.txt', '技术方案第一版')];
  const section = await child(seller, 'bidDoc', { tender: id, name: '技术标', files });
  return { id, section };
}

/** A tender that is opened. */
async function opened(values: object = {}): Promise<string> {
  const { seller } = tenant.as;
  const { id } = await prepared(values);
  ok(await act(seller, id, 'seal'));
  ok(await act(seller, id, 'submit'));
  ok(await move(seller, id, 'opened'));
  return id;
}

describe('the way of a tender', () => {
  it('leads through a decision, a seal and the deadline; no step is left out', async () => {
    const { seller, colleague, manager, outsider } = tenant.as;
    now = start;
    const id = await make(seller);
    expect(problem(await move(seller, id, 'preparing'))).toEqual([409, 'status', 'STATE']);
    ok(await move(seller, id, 'registered'));
    expect((await act(manager, id, 'decide', { go: true })).status).toBe(409);
    ok(await move(seller, id, 'approval'));
    // going on to write it is the decision, which is not the owner's
    expect(problem(await move(seller, id, 'preparing'))).toEqual([403, 'status', 'FORBIDDEN']);
    expect(problem(await seller.patch(at(id), { decision: 'go' }))).toEqual([422, 'decision', 'INVALID_VALUE']);
    expect((await act(seller, id, 'decide', { go: true })).status).toBe(403);
    expect((await act(colleague, id, 'decide', { go: true })).status).toBe(404);
    expect((await act(outsider, id, 'decide', { go: true })).status).toBe(404);
    expect((await act(other.as.admin, id, 'decide', { go: true })).status).toBe(404);
    expect(problem(await act(manager, id, 'decide', { go: false }))).toEqual([422, 'reason', 'REASON_NEEDED']);
    ok(await act(manager, id, 'decide', { go: true, reason: '战略客户' }));
    expect((await seller.get(at(id))).body).toMatchObject({
      status: 'preparing',
      decision: 'go',
      decidedBy: { id: manager.user },
      decidedAt: '2026-03-02T02:00:00.000Z',
      decisionReason: '战略客户',
    });
    for (const refused of [await move(seller, id, 'sealed'), await act(seller, id, 'seal')])
      expect(problem(refused)).toEqual([422, null, 'SEAL_EMPTY']);
    // whoever may decide does so by moving it on
    const moved = await make(seller);
    ok(await move(seller, moved, 'registered'));
    ok(await move(seller, moved, 'approval'));
    ok(await move(manager, moved, 'preparing'));
    expect((await seller.get(at(moved))).body).toMatchObject({ decision: 'go', decidedBy: { id: manager.user } });
  });

  it('a new tender begins before its decision or as opened; only an import tells where it stands', async () => {
    const { seller, admin } = tenant.as;
    now = start;
    const make = (status: string, client = seller) => client.post('/records/tender', { name: '跳步', buyer, deadlineAt: deadline, status });
    for (const status of ['preparing', 'sealed', 'submitted', 'won', 'lost', 'void', 'withdrawn'])
      expect(problem(await make(status))).toEqual([409, 'status', 'STATE']);
    expect(problem(await make('preparing', admin))).toEqual([409, 'status', 'STATE']);
    const bulk = { operation: 'create', records: [{ name: '跳步', buyer, deadlineAt: deadline, status: 'submitted' }] };
    expect(ok(await seller.post('/records/tender/bulk', bulk)).body.results[0]).toMatchObject({ status: 409, error: { code: 'STATE' } });
    for (const status of ['discovered', 'registered', 'approval']) ok(await make(status));
    // entered late its price is entered with it, until it is over
    const late = ok(await make('opened')).body.id;
    const line = await child(seller, 'tenderLine', { tender: late, name: '立式泵', quantity: '2', unitPrice: '500' });
    ok(await act(seller, late, 'result', { outcome: 'lost' }));
    expect(problem(await seller.patch(`/records/tenderLine/${line}`, { unitPrice: '400' }))).toEqual([409, 'unitPrice', 'STATE']);
    expect(problem(await seller.patch(at(late), { bidPrice: '400' }))).toEqual([409, 'bidPrice', 'STATE']);
    const csv = await uploadedBy(admin, 't.csv', `name,state,at\n去年的标,lost,${deadline}\n`);
    const mapping = ['name', 'status', 'deadlineAt'].map((field, index) => ({ column: ['name', 'state', 'at'][index], field }));
    const made = ok(await admin.post('/imports', { object: 'tender', fileId: csv, mode: 'create', mapping })).body;
    ok(await admin.post(`/imports/${made.id}/start`));
    await until(async () => (await admin.get(`/imports/${made.id}`)).body.status === 'done');
    expect((await admin.get(`/imports/${made.id}`)).body).toMatchObject({ created: 1, failed: 0 });
  });

  it('a decision that waits is offered to who may take it, told to the manager and on their home', async () => {
    const { admin, seller, colleague, manager, outsider } = tenant.as;
    now = start;
    const offered = async (client: Client, id: string) =>
      ok(await client.get(`${at(id)}/actions`)).body.items.find(({ name }: { name: string }) => name === 'decide')?.available;
    const waiting = async (client: Client): Promise<string[]> => {
      const { groups } = ok(await client.get('/home')).body.sections['sales.waiting'];
      const group = groups.find(({ object }: { object: string }) => object === 'tender');
      return (group?.records ?? []).map(({ id }: { id: string }) => id);
    };
    const told = async (client: Client): Promise<string[]> =>
      (await client.get('/notifications?limit=100')).body.items
        .filter(({ kind }: { kind: string }) => kind === 'tenderWaits')
        .map(({ text }: { text: string }) => text);
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: outsider.user }));
    const id = await make(seller, { name: '等决策' });
    ok(await admin.post(`${at(id)}/team`, { user: outsider.user, level: 'edit' }));
    ok(await move(seller, id, 'registered'));
    expect([await offered(manager, id), await told(outsider)]).toEqual([false, []]);
    ok(await move(seller, id, 'approval'));
    expect([await offered(seller, id), await offered(manager, id), await offered(outsider, id)]).toEqual([false, true, true]);
    expect(await told(outsider)).toEqual(['投标项目“等决策”等您决定投不投']);
    expect([await told(seller), await told(colleague), await told(other.as.manager)]).toEqual([[], [], []]);
    // who holds the right has it among theirs, the owner's manager without it has it, too; nobody else
    expect([(await waiting(manager)).includes(id), await waiting(outsider)]).toEqual([true, [id]]);
    expect([await waiting(seller), await waiting(colleague), await waiting(other.as.manager)]).toEqual([[], [], []]);
    expect((await act(seller, id, 'decide', { go: true })).status).toBe(403);
    ok(await act(outsider, id, 'decide', { go: true }));
    expect(await waiting(outsider)).toEqual([]);
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: null }));
  });

  it('the manager of the owner decides without a right of their own; no go ends it with its reason', async () => {
    const { admin, colleague, outsider } = tenant.as;
    ok(await admin.patch(`/records/user/${colleague.user}`, { manager: outsider.user }));
    const own = await child(colleague, 'account', { name: '同事的客户' });
    const id = await make(colleague, { buyer: own });
    ok(await move(colleague, id, 'registered'));
    ok(await move(colleague, id, 'approval'));
    ok(await admin.post(`${at(id)}/team`, { user: outsider.user, level: 'edit' }));
    ok(await act(outsider, id, 'decide', { go: false, reason: '账期一年' }));
    expect((await colleague.get(at(id))).body).toMatchObject({ status: 'withdrawn', decision: 'noGo', decidedBy: { id: outsider.user } });
    ok(await admin.patch(`/records/user/${colleague.user}`, { manager: null }));
  });

  it('a second after the deadline nothing is submitted, by action, update, bulk, import or as a new record', async () => {
    const { seller, admin } = tenant.as;
    now = start;
    const { id } = await prepared();
    const { id: second } = await prepared({ externalId: 'T-2' });
    for (const one of [id, second]) ok(await act(seller, one, 'seal'));
    now = Date.parse(deadline) + SECOND;
    const refused = await act(seller, id, 'submit');
    expect(problem(refused)).toEqual([422, 'status', 'TENDER_CLOSED']);
    expect(refused.body.detail).toContain('2026-03-20 09:30');
    expect(problem(await move(seller, id, 'submitted'))).toEqual([422, 'status', 'TENDER_CLOSED']);
    const bulk = await seller.post('/records/tender/bulk', { operation: 'update', records: [{ id, status: 'submitted' }] });
    expect(bulk.body.results[0]).toMatchObject({ status: 422, error: { code: 'TENDER_CLOSED' } });
    const late = { name: '补录', buyer, deadlineAt: deadline, status: 'submitted' };
    expect(problem(await seller.post('/records/tender', late))).toEqual([422, 'status', 'TENDER_CLOSED']);
    const csv = await uploadedBy(admin, 't.csv', 'no,state\nT-2,submitted\n');
    const mapping = [
      { column: 'no', field: 'externalId' },
      { column: 'state', field: 'status' },
    ];
    const made = ok(await admin.post('/imports', { object: 'tender', fileId: csv, mode: 'update', key: 'externalId', mapping })).body;
    ok(await admin.post(`/imports/${made.id}/start`));
    await until(async () => (await admin.get(`/imports/${made.id}`)).body.status === 'done');
    expect((await admin.get(`/imports/${made.id}`)).body).toMatchObject({ updated: 0, failed: 1 });
    for (const one of [id, second]) expect((await seller.get(at(one))).body.status).toBe('sealed');
    // the second of the deadline is in time; a deadline that is put off counts
    now = Date.parse(deadline);
    ok(await act(seller, id, 'submit'));
    expect((await seller.get(at(id))).body).toMatchObject({ status: 'submitted', submittedAt: deadline });
    now = Date.parse(deadline) + SECOND;
    // once it is over it is not the owner's to put it off; who decides does, and the history says so
    const later = { deadlineAt: '2026-03-27T01:30:00.000Z' };
    expect(problem(await seller.patch(at(second), later))).toEqual([403, 'deadlineAt', 'FORBIDDEN']);
    expect(problem(await seller.patch(at(second), { deadlineAt: null }))).toEqual([403, 'deadlineAt', 'FORBIDDEN']);
    const moves = await seller.post('/records/tender/bulk', { operation: 'update', records: [{ id: second, ...later }] });
    expect(moves.body.results[0]).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    ok(await tenant.as.manager.patch(at(second), later));
    const [change] = (await seller.get(`${at(second)}/history`)).body.items;
    expect([change.by.id, change.changes[0]]).toEqual([
      tenant.as.manager.user,
      { field: 'deadlineAt', old: deadline, new: '2026-03-27T01:30:00.000Z' },
    ]);
    ok(await move(seller, second, 'submitted'));
    await tells(id, ['tender.sealed', 'tender.submitted']);
  });
});

describe('sealing', () => {
  it('a file that is changed, removed or added afterwards is reported by its hash, and not submitted', async () => {
    const { seller, colleague } = tenant.as;
    now = start;
    const { id, section } = await prepared();
    const price = await child(seller, 'bidDoc', { tender: id, name: '商务标', files: [await uploadedBy(seller, '报价.txt', '100 万')] });
    const seal = async () => ok(await seller.get(`/tenders/${id}/seal`)).body;
    expect(await seal()).toEqual({ sealedAt: null, intact: false, files: [] });
    expect(ok(await act(seller, id, 'seal')).body.result).toEqual({ status: 'sealed', files: 2 });
    const [business, technical] = [sha('100 万'), sha('技术方案第一版')];
    expect(await seal()).toEqual({
      sealedAt: new Date(now).toISOString(),
      intact: true,
      files: [
        { section: '商务标', name: '报价.txt', state: 'same', sealed: business, now: business },
        { section: '技术标', name: '技术标.txt', state: 'same', sealed: technical, now: technical },
      ],
    });
    expect((await colleague.get(`/tenders/${id}/seal`)).status).toBe(404);
    expect((await other.as.admin.get(`/tenders/${id}/seal`)).status).toBe(404);
    expect((await seller.post('/records/sealedFile', { tender: id, name: 'x', sha256: technical })).status).toBe(403);
    // the same content again is no change
    ok(await seller.patch(`/records/bidDoc/${price}`, { files: [await uploadedBy(seller, '报价.txt', '100 万')] }));
    expect((await seal()).intact).toBe(true);
    ok(await seller.patch(`/records/bidDoc/${section}`, { files: [await uploadedBy(seller, '技术标.txt', '技术方案第二版')] }));
    expect(problem(await act(seller, id, 'submit'))).toEqual([422, 'status', 'SEAL_BROKEN']);
    ok(await seller.patch(`/records/bidDoc/${price}`, { files: [await uploadedBy(seller, '授权书.txt', '授权')] }));
    expect(await seal()).toMatchObject({
      intact: false,
      files: [
        { name: '报价.txt', state: 'removed', sealed: business, now: null },
        { name: '技术标.txt', state: 'changed', sealed: technical, now: sha('技术方案第二版') },
        { name: '授权书.txt', state: 'added', sealed: null, now: sha('授权') },
      ],
    });
    const refused = await act(seller, id, 'submit');
    expect(problem(refused)).toEqual([422, 'status', 'SEAL_BROKEN']);
    expect(refused.body.errors[0].message).toContain(`${technical.slice(0, 12)} → ${sha('技术方案第二版').slice(0, 12)}`);
    // back to writing gives the seal up; sealed anew it holds what is there now
    ok(await move(seller, id, 'preparing'));
    expect(await seal()).toEqual({ sealedAt: null, intact: false, files: [] });
    // the move itself seals, too
    ok(await move(seller, id, 'sealed'));
    expect((await seal()).intact).toBe(true);
    // a section that is thrown away takes its files with it
    ok(await seller.delete(`/records/bidDoc/${price}`));
    expect((await seal()).files.map(({ state }: { state: string }) => state).sort()).toEqual(['removed', 'same']);
    expect(problem(await act(seller, id, 'submit'))).toEqual([422, 'status', 'SEAL_BROKEN']);
    ok(await seller.post(`/records/bidDoc/${price}/restore`));
    ok(await act(seller, id, 'submit'));
    expect(
      (await rows(seller, 'bidDoc', id, ['name', 'revision']))
        .map(({ name, revision }: { name: string; revision: number }) => [name, revision])
        .sort(),
    ).toEqual([
      ['商务标', 3],
      ['技术标', 2],
    ]);
  });
});

describe('scores', () => {
  const scores = async (id: string) =>
    (await rows(tenant.as.seller, 'bidResult', id, ['name', 'priceScore', 'technicalScore', 'businessScore', 'total', 'place', 'winner']))
      .map((row: Record<string, unknown>) => [
        row.name,
        row.priceScore,
        row.technicalScore,
        row.businessScore,
        row.total,
        row.place,
        row.winner,
      ])
      .sort();

  it('950,000 of 1,000,000 are 28.5 points, with 51 and 8 it is 87.5; another weight counts at once', async () => {
    const { seller, colleague } = tenant.as;
    now = start;
    const id = await opened();
    const bidders = [
      { name: '华泵科技', ours: true, price: '1000000', technical: '85', business: '80' },
      { name: '凯洛泵业', price: '950000.00', technical: 70, business: '60' },
    ];
    for (const bidder of bidders) await child(seller, 'bidResult', { tender: id, ...bidder });
    expect(await scores(id)).toEqual([
      ['凯洛泵业', '30.00', '42.00', '6.00', '78.00', 2, false],
      ['华泵科技', '28.50', '51.00', '8.00', '87.50', 1, false],
    ]);
    expect((await colleague.post('/records/bidResult', { tender: id, name: '混入' })).status).toBe(422);
    ok(await seller.patch(at(id), { priceWeight: '60', technicalWeight: '30' }));
    expect((await scores(id))[1]).toEqual(['华泵科技', '57.00', '25.50', '8.00', '90.50', 1, false]);
  });

  it('the table on price counts the others anew where we become the lowest', async () => {
    const { seller, colleague } = tenant.as;
    const id = await make(seller);
    await child(seller, 'bidResult', { tender: id, name: '我方', ours: true, price: '1000000', technical: '85', business: '80' });
    await child(seller, 'bidResult', { tender: id, name: '凯洛泵业', price: '950000', technical: '90', business: '90' });
    const tried = await seller.get(`/tenders/${id}/what-if?prices=1000000,950000,475000`);
    expect(ok(tried).body.items).toEqual([
      { price: '1000000.00', priceScore: '28.50', total: '87.50', place: 2, lead: '-5.50' },
      { price: '950000.00', priceScore: '30.00', total: '89.00', place: 2, lead: '-4.00' },
      // theirs falls to 15 points: 15 + 54 + 9 = 78
      { price: '475000.00', priceScore: '30.00', total: '89.00', place: 1, lead: '11.00' },
    ]);
    expect(ok(await seller.get(`/tenders/${id}/what-if`)).body.items.map(({ price }: { price: string }) => price)).toEqual([
      '900000.00',
      '925000.00',
      '950000.00',
      '975000.00',
      '1000000.00',
      '1025000.00',
      '1050000.00',
    ]);
    expect(problem(await seller.get(`/tenders/${id}/what-if?prices=1,abc`))).toEqual([422, 'prices', 'INVALID_VALUE']);
    expect((await colleague.get(`/tenders/${id}/what-if`)).status).toBe(404);
    expect((await other.as.admin.get(`/tenders/${id}/what-if`)).status).toBe(404);
  });

  it('two who enter prices at once are both counted', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    const bids = Array.from({ length: 6 }, (_, n) => ({
      tender: id,
      name: `第 ${n + 1} 家`,
      price: String(100 * (n + 1)),
      technical: 0,
      business: 0,
    }));
    await Promise.all(bids.map((bid) => child(seller, 'bidResult', bid)));
    // 30, 15, 10, 7.5, 6, 5
    expect((await scores(id)).map(([, price]: unknown[]) => price)).toEqual(['30.00', '15.00', '10.00', '7.50', '6.00', '5.00']);
  });
});

describe('the result', () => {
  it('a won tender carries its price lines to the deal to the cent and wins it', async () => {
    const { seller, outsider } = tenant.as;
    now = start;
    const deal = await child(seller, 'opportunity', { name: '供水泵组', amount: '800000' });
    const { id } = await prepared({ opportunity: deal });
    // 3 × 1,234.565 = 3,703.695 → 3,703.70; 0.3333 × 99.99 = 33.326667 → 33.33
    for (const line of [
      { name: '立式泵', quantity: '3', unitPrice: '1234.565' },
      { name: '备件包', quantity: '0.3333', unitPrice: '99.99' },
    ])
      await child(seller, 'tenderLine', { tender: id, ...line });
    expect((await seller.get(at(id))).body.bidPrice).toBe('3737.03');
    expect(problem(await seller.patch(at(id), { bidPrice: '1' }))).toEqual([422, 'bidPrice', 'RULE']);
    // a line that was taken away again leaves the price to be written
    const { id: bare } = await prepared({});
    const large = { tender: bare, name: '天价', quantity: '1000', unitPrice: '9000000000000' };
    expect(problem(await seller.post('/records/tenderLine', large))).toEqual([422, 'unitPrice', 'INVALID_VALUE']);
    // 9·10¹⁴ twice is more than the 9.2·10¹⁴ that an amount holds
    const half = await child(seller, 'tenderLine', { ...large, quantity: '100' });
    const beyond = await seller.post('/records/tenderLine', { ...large, quantity: '100' });
    expect(problem(beyond)).toEqual([422, 'bidPrice', 'INVALID_VALUE']);
    expect(beyond.body.errors[0].message).toBe('报价明细的合计超出了金额能保存的范围');
    expect((await seller.get(at(bare))).body.bidPrice).toBe('900000000000000.00');
    ok(await seller.delete(`/records/tenderLine/${half}`));
    const only = await child(seller, 'tenderLine', { tender: bare, name: '备件包', quantity: '1', unitPrice: '5' });
    expect(problem(await seller.patch(at(bare), { bidPrice: '1' }))).toEqual([422, 'bidPrice', 'RULE']);
    ok(await seller.delete(`/records/tenderLine/${only}`));
    expect(ok(await seller.patch(at(bare), { bidPrice: '1' })).body.bidPrice).toBe('1.00');
    ok(await act(seller, id, 'seal'));
    ok(await act(seller, id, 'submit'));
    ok(await move(seller, id, 'opened'));
    const bidders = [
      { name: '我方', ours: true, price: '3737.03', technical: 90, business: 90 },
      { name: '凯洛泵业', price: '3900', technical: 80, business: 80 },
    ];
    expect((await act(outsider, id, 'result', { outcome: 'won' })).status).toBe(404);
    ok(await act(seller, id, 'result', { outcome: 'won', bidders }));
    expect((await seller.get(at(id))).body).toMatchObject({ status: 'won', resultAt: new Date(now).toISOString() });
    expect((await seller.get(`/records/opportunity/${deal}`)).body).toMatchObject({
      stage: 'won',
      amount: '3737.03',
      closedOn: '2026-03-02',
      account: { id: buyer },
    });
    await tells(id, ['tender.sealed', 'tender.submitted', 'tender.won']);
    const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
    const won = items.filter((one: { record: string; event: string }) => one.record === id && one.event === 'tender.won');
    expect(won.map(({ changes }: { changes: unknown }) => changes)).toEqual([
      {
        opportunity: deal,
        buyer,
        amount: '3737.03',
        lines: [
          { product: null, name: '立式泵', quantity: '3.0000', unitPrice: '1234.565000', amount: '3703.70' },
          { product: null, name: '备件包', quantity: '0.3333', unitPrice: '99.990000', amount: '33.33' },
        ],
      },
    ]);
    const winners = await rows(seller, 'bidResult', id, ['name', 'winner']);
    expect(winners.filter(({ winner }: { winner: boolean }) => winner).map(({ name }: { name: string }) => name)).toEqual(['我方']);
  });

  it('from the seal on the price and its lines stay, and the tender is won at that price', async () => {
    const { seller, manager, admin } = tenant.as;
    now = start;
    const deal = await child(seller, 'opportunity', { name: '封标价', account: buyer });
    const { id } = await prepared({ opportunity: deal });
    const line = await child(seller, 'tenderLine', { tender: id, name: '立式泵', quantity: '2', unitPrice: '500' });
    ok(await act(seller, id, 'seal'));
    const row = `/records/tenderLine/${line}`;
    const refused = async (client: Client) => {
      expect(problem(await client.patch(row, { unitPrice: '400' }))).toEqual([409, 'unitPrice', 'STATE']);
      expect(problem(await client.delete(row))).toEqual([409, 'tender', 'STATE']);
      const more = { tender: id, name: '备件', quantity: '1', unitPrice: '1' };
      expect(problem(await client.post('/records/tenderLine', more))).toEqual([409, 'tender', 'STATE']);
      expect(problem(await client.patch(at(id), { bidPrice: '800' }))).toEqual([409, 'bidPrice', 'STATE']);
    };
    for (const client of [seller, manager, admin]) await refused(client);
    const bulk = ok(await seller.post('/records/tenderLine/bulk', { operation: 'update', records: [{ id: line, quantity: '1' }] })).body;
    expect(bulk.results[0]).toMatchObject({ status: 409, error: { code: 'STATE' } });
    // sent back it is open again, and sealed anew
    ok(await move(seller, id, 'preparing'));
    ok(await seller.patch(row, { unitPrice: '450' }));
    ok(await act(seller, id, 'seal'));
    ok(await act(seller, id, 'submit'));
    await refused(seller);
    ok(await move(seller, id, 'opened'));
    await refused(seller);
    const result = (price: string) => act(seller, id, 'result', { outcome: 'won', bidders: [{ name: '我方', ours: true, price }] });
    const other = await result('899.99');
    expect(problem(other)).toEqual([422, 'bidders[0].price', 'RULE']);
    expect(other.body.errors[0].message).toBe('我方报价是 900.00，与登记的不一致');
    const ours = await child(seller, 'bidResult', { tender: id, name: '我方', ours: true, price: '899.99' });
    expect(problem(await move(seller, id, 'won'))).toEqual([422, 'bidPrice', 'RULE']);
    expect((await seller.get(at(id))).body).toMatchObject({ status: 'opened', bidPrice: '900.00' });
    ok(await result('900'));
    expect((await seller.get(`/records/bidResult/${ours}`)).body).toMatchObject({ price: '900.00', winner: true });
    expect((await seller.get(`/records/opportunity/${deal}`)).body.amount).toBe('900.00');
    await refused(seller);
    // with the tender its lines go and come back
    ok(await seller.delete(at(id)));
    ok(await seller.post(`${at(id)}/restore`));
    expect((await seller.get(row)).body.unitPrice).toBe('450.000000');
  });

  it('a deal whose gates ask for more keeps its stage and has the amount; a lost one is left alone', async () => {
    const { admin, seller } = tenant.as;
    const gated = (await admin.get('/meta/objects/opportunity')).body.fields.find(({ name }: { name: string }) => name === 'stage').options;
    const withProof = gated.map((one: { key: string }) => (one.key === 'won' ? { ...one, requires: ['amount', 'wonProof'] } : one));
    ok(await admin.patch('/meta/objects/opportunity/fields/stage', { options: withProof }));
    const deal = await child(seller, 'opportunity', { name: '待凭证', account: buyer });
    const id = await opened({ opportunity: deal, bidPrice: '123456.78' });
    const needed = async () =>
      ok(await seller.get(`/records/opportunity/${deal}/actions`)).body.items.find(({ name }: { name: string }) => name === 'win').needs;
    expect(await needed()).toEqual(['wonProof']);
    ok(await move(seller, id, 'won'));
    // the tender proves it: the form asks for no file
    expect(await needed()).toBeUndefined();
    expect((await seller.get(`/records/opportunity/${deal}`)).body).toMatchObject({ stage: 'initial', amount: '123456.78' });
    ok(await admin.patch('/meta/objects/opportunity/fields/stage', { options: gated }));
    const second = await child(seller, 'opportunity', { name: '未中', account: buyer, amount: '5' });
    const lost = await opened({ opportunity: second, bidPrice: '9' });
    ok(await act(seller, lost, 'result', { outcome: 'lost', winner: '凯洛泵业', bidders: [{ name: '凯洛泵业', price: '8' }] }));
    expect((await seller.get(`/records/opportunity/${second}`)).body).toMatchObject({ stage: 'initial', amount: '5.00' });
    await tells(lost, ['tender.sealed', 'tender.submitted', 'tender.lost']);
    expect((await rows(seller, 'bidResult', lost, ['name', 'winner']))[0]).toMatchObject({ name: '凯洛泵业', winner: true });
    expect((await act(seller, lost, 'result', { outcome: 'won' })).status).toBe(409);
  });
});

describe('bonds and deadlines', () => {
  it('a bond of more than 2 % of the budget is pointed out; the percentage is the company’s', async () => {
    const { admin, seller } = tenant.as;
    const high = async (values: object) => (await seller.get(at(await make(seller, values)))).body.bondHigh;
    expect(await high({ budget: '1000000', bondAmount: '20000' })).toBeNull();
    expect(await high({ budget: '1000000', bondAmount: '20000.01' })).toBe(true);
    expect(await high({ budget: null, bondAmount: '20000.01' })).toBeNull();
    ok(await admin.put('/meta/parts/biddingSettings/tenders', { bondPercent: '1.5' }));
    expect(await high({ budget: '1000000', bondAmount: '15000.01' })).toBe(true);
    expect((await admin.put('/meta/parts/biddingSettings/tenders', { bondPercent: '101' })).status).toBe(422);
    expect((await seller.put('/meta/parts/biddingSettings/tenders', {})).status).toBe(403);
    ok(await admin.put('/meta/parts/biddingSettings/tenders', {}));
  });

  it('a bond that is not back after 30 days is a task of the owner and of finance, once', async () => {
    const { admin, seller, colleague } = tenant.as;
    now = start;
    const role = ok(await admin.post('/roles', { key: 'x_finance', name: { zh: '财务', en: 'Finance' }, permissions: [] })).body;
    const member = (await admin.get('/roles')).body.items.find(({ key }: { key: string }) => key === 'member');
    ok(await admin.put(`/users/${colleague.user}/roles`, { roles: [member.id, role.id] }));
    // somebody of finance who does not work (yet) gets no task
    ok(await admin.post('/users/invite', { name: '未入职财务', roles: [role.id] }));
    const bond = { bondAmount: '10000', bondPaidOn: '2026-03-02' };
    const [owed, back, unpaid] = [await opened(bond), await opened({ ...bond, name: '已退' }), await opened({ ...bond, bondPaidOn: null })];
    ok(await seller.patch(at(back), { bondReturnedOn: '2026-03-05' }));
    for (const id of [owed, back, unpaid]) ok(await act(seller, id, 'result', { outcome: 'lost' }));
    const tasks = async (client: Client) => {
      const filter = { field: 'type', op: 'eq', value: 'task' };
      const fields = ['subject', 'dueOn', 'related', 'owner'];
      const found = ok(await client.post('/records/activity/query', { filter, fields })).body.records;
      return found.map((task: { subject: string; dueOn: string; related: { id: string }[] }) => [
        task.subject,
        task.dueOn,
        task.related[0]?.id,
      ]);
    };
    // the result was on 2 March in Shanghai: due on 1 April there, which begins at 16:00 UTC
    now = Date.parse('2026-03-31T15:59:59.000Z');
    await watch();
    expect([await tasks(seller), await tasks(colleague)]).toEqual([[], []]);
    now += SECOND;
    await Promise.all([watch(), watch()]);
    await watch();
    const task = ['催退投标保证金：住院楼供水泵组采购', '2026-04-01', owed];
    expect([await tasks(seller), await tasks(colleague)]).toEqual([[task], [task]]);
    expect((await tasks(admin)).filter(([subject]: [string]) => subject === task[0])).toHaveLength(2);
    ok(await admin.put(`/users/${colleague.user}/roles`, { roles: [member.id] }));
  });

  it('a deadline that is near is told once to the owner and to who still writes; put off it is told anew', async () => {
    const { seller, colleague, outsider } = tenant.as;
    now = start;
    const near = { deadlineAt: new Date(start + 80 * HOUR).toISOString() };
    const id = await make(seller, near);
    const { id: done } = await prepared({ ...near, name: '已递交' });
    ok(await act(seller, done, 'seal'));
    ok(await act(seller, done, 'submit'));
    await child(seller, 'bidDoc', { tender: id, name: '技术标', assignee: colleague.user });
    await child(seller, 'bidDoc', { tender: id, name: '商务标', assignee: outsider.user, state: 'passed' });
    const notices = async (client: Client) =>
      (await client.get('/notifications?limit=100')).body.items
        .filter((one: { kind: string; record: { id: string } | null }) => one.kind === 'tenderNear')
        .map((one: { text: string }) => one.text);
    const before = (await notices(seller)).length;
    now = start + 8 * HOUR - SECOND;
    await watch();
    expect((await notices(seller)).length).toBe(before);
    now += SECOND;
    await Promise.all([watch(), watch()]);
    await tells(id, ['tender.deadlineNear']);
    await tells(done, ['tender.sealed', 'tender.submitted']);
    expect((await notices(seller)).length).toBe(before + 1);
    expect((await notices(seller))[0]).toContain('将于 2026-03-05 18:00 截止投标');
    expect([(await notices(colleague)).length, (await notices(outsider)).length]).toEqual([1, 0]);
    ok(await seller.patch(at(id), { deadlineAt: new Date(start + 30 * DAY).toISOString() }));
    now = start + 28 * DAY;
    await watch();
    await tells(id, ['tender.deadlineNear', 'tender.deadlineNear']);
    expect(await notices(other.as.seller)).toEqual([]);
  });
});
