/** The company that is saved: made through the API, so that any release can make it. Seeded by hand; nothing random but ids. */
export const password = 'upgrade test 42';
export const people = {
  owner: 'owner@upgrade.local',
  manager: 'manager@upgrade.local',
  seller: 'seller@upgrade.local',
  colleague: 'colleague@upgrade.local',
  reader: 'reader@upgrade.local',
  stranger: 'stranger@upgrade.local',
};

// biome-ignore lint/suspicious/noExplicitAny: answers of any form
type Call = (method: string, path: string, body?: unknown) => Promise<any>;
type As = (who: string) => Call;
export type Ids = Readonly<Record<string, string>>;

const text = (zh: string) => ({ zh, en: zh });
const options = (...keys: string[]) => keys.map((key) => ({ key, label: text(key) }));

const plainTypes = [
  'text',
  'longText',
  'richText',
  'number',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'boolean',
  'tags',
  'user',
  'department',
  'phone',
  'email',
  'url',
  'geolocation',
  'rating',
];

async function configure(owner: Call): Promise<void> {
  await owner('PATCH', '/settings', { name: '升级一号', timeZone: 'Asia/Shanghai', currency: 'CNY', weekStart: 0, fiscalYearStart: 4 });
  await owner('POST', '/meta/objects', { name: 'x_site', label: text('场地'), access: 'read' });
  await owner('POST', '/meta/objects', {
    name: 'x_device',
    label: text('设备'),
    fields: [{ name: 'x_no', type: 'autoNumber', pattern: 'D-{YYYY}-{0000}', label: text('编号') }],
    title: 'x_no',
  });
  for (const type of plainTypes)
    await owner('POST', '/meta/objects/x_device/fields', {
      name: `x_${type}`,
      type,
      label: text(type),
      ...(type === 'number' ? { scale: 2 } : {}),
    });
  await owner('POST', '/meta/objects/x_device/fields', {
    name: 'x_pick',
    type: 'picklist',
    label: text('状态'),
    options: options('run', 'down'),
  });
  await owner('POST', '/meta/objects/x_device/fields', {
    name: 'x_many',
    type: 'multiPicklist',
    label: text('标签'),
    options: options('a', 'b', 'c'),
  });
  await owner('POST', '/meta/objects/x_device/fields', { name: 'x_unique', type: 'text', unique: true, label: text('唯一码') });
  await owner('POST', '/meta/objects/x_device/fields', { name: 'x_account', type: 'lookup', object: 'account', label: text('客户') });
  await owner('POST', '/meta/objects/x_device/fields', {
    name: 'x_site',
    type: 'lookup',
    object: 'x_site',
    onDelete: 'clear',
    label: text('场地'),
  });
  await owner('POST', '/meta/objects/x_device/fields', {
    name: 'x_related',
    type: 'lookup',
    objects: ['lead', 'contact'],
    label: text('相关'),
  });
  await owner('PATCH', '/meta/objects/x_device', { listColumns: ['x_no', 'x_text', 'x_pick', 'x_currency'], highlights: ['x_pick'] });
  const account = [
    { name: 'x_grade', type: 'picklist', options: options('gold', 'silver') },
    { name: 'x_quota', type: 'currency', indexed: true },
    { name: 'x_plate', type: 'text' },
    { name: 'x_since', type: 'date' },
    { name: 'x_keyUser', type: 'user' },
    { name: 'x_vip', type: 'boolean' },
    { name: 'x_share', type: 'percent' },
    { name: 'x_visits', type: 'number' },
  ];
  for (const field of account) await owner('POST', '/meta/objects/account/fields', { ...field, label: text(field.name) });
  await owner('PATCH', '/meta/objects/account', { label: text('医院'), listColumns: ['name', 'x_grade', 'x_quota', 'owner'] });
  await owner('PATCH', '/meta/objects/account/fields/industry', { label: text('科室') });
  await owner('POST', '/meta/objects/account/fields', { name: 'x_gone', type: 'text', label: text('删掉的') });
  await owner('DELETE', '/meta/objects/account/fields/x_gone');
  await owner('POST', '/roles', {
    key: 'x_agent',
    name: text('代理商'),
    permissions: ['account.read', 'x_device.read'],
    scopes: { read: 'own', objects: { x_device: { read: 'all' } } },
  });
}

/** Configuration, people, records with history, views; answers the ids that questions need. */
export async function buildCompany(as: As): Promise<Ids> {
  const owner = as('owner');
  await configure(owner);
  const userIds: Record<string, string> = {};
  const { records: users } = await owner('POST', '/records/user/query', { fields: ['email'], limit: 50 });
  for (const [who, email] of Object.entries(people)) userIds[who] = users.find((user: { email: string }) => user.email === email)?.id;
  const root = await owner('POST', '/records/department', { name: '销售中心' });
  const first = await owner('POST', '/records/department', { name: '销售一部', parent: root.id, manager: userIds.manager });
  for (const who of ['manager', 'seller', 'colleague'])
    await owner('PATCH', `/records/user/${userIds[who]}`, { department: who === 'colleague' ? root.id : first.id });

  const accounts: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const call = as(n % 4 === 0 ? 'manager' : n % 4 === 3 ? 'colleague' : 'seller');
    const made = await call('POST', '/records/account', {
      name: `${['杭州', '重庆', '长沙', '宁波'][n % 4]}恒润化工${n}`,
      phone: `0571-8203${String(1000 + n)}`,
      annualRevenue: `${n * 1000 + 0.04}`,
      x_grade: n % 2 ? 'gold' : 'silver',
      x_quota: `${n * 100}.50`,
      x_plate: `浙A${10_000 + n}`,
      x_since: `2025-${String((n % 12) + 1).padStart(2, '0')}-15`,
      x_vip: n % 3 === 0,
      x_share: `${n / 2}`,
      x_visits: n,
    });
    accounts.push(made.id);
  }
  const seller = as('seller');
  const site = await owner('POST', '/records/x_site', { name: '三号泵房' });
  const devices: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    const made = await as(n % 2 ? 'seller' : 'manager')('POST', '/records/x_device', {
      x_text: `高压泵 ${n}`,
      x_longText: '第一行\n第二行\t制表',
      x_number: `${n}.25`,
      x_currency: `${n * 99}.99`,
      x_percent: '12.5',
      x_date: '2026-03-31',
      x_datetime: '2026-03-31T06:08:00.120Z',
      x_time: '08:30',
      x_boolean: n % 2 === 0,
      x_tags: ['急', `批次${n % 3}`],
      x_user: userIds.seller,
      x_department: first.id,
      x_phone: `138${String(10_000_000 + n)}`,
      x_email: `d${n}@example.com`,
      x_url: 'https://example.com/',
      x_rating: (n % 5) + 1,
      x_pick: n % 3 ? 'run' : 'down',
      x_many: n % 2 ? ['a', 'c'] : ['b'],
      x_unique: `U-${n}`,
      x_account: accounts[n % 2 ? 1 : 0],
      x_site: site.id,
    });
    devices.push(made.id);
  }
  const contact = await seller('POST', '/records/contact', { name: '单雄信', account: accounts[1], phone: '13812348899' });
  const product = await owner('POST', '/records/product', { name: 'HP-75', code: 'HP75', listPrice: '18600.0000' });
  const deal = await seller('POST', '/records/opportunity', {
    name: '取水泵站三期',
    account: accounts[1],
    product: product.id,
    amount: '1134672.00',
    closeOn: '2026-12-31',
  });
  await seller('PATCH', `/records/opportunity/${deal.id}`, { stage: 'qualified' });
  await seller('PATCH', `/records/opportunity/${deal.id}`, { stage: 'proposal', amount: '1200000.00' });
  await seller('POST', '/records/activity', { type: 'call', subject: '电话沟通', related: [{ object: 'opportunity', id: deal.id }] });
  const lead = await seller('POST', '/records/lead', { name: '李娜', company: '新客户公司', phone: '13900001111' });
  await seller('PATCH', `/records/account/${accounts[1]}`, { x_grade: 'silver', x_quota: '777.77' });
  await seller('DELETE', `/records/account/${accounts[2]}`);
  await seller('POST', '/views', {
    object: 'x_device',
    name: '停机的',
    definition: { filter: { field: 'x_pick', op: 'eq', value: 'down' } },
  });
  await owner('POST', '/views', {
    object: 'account',
    name: '金牌',
    shared: true,
    definition: { filter: { field: 'x_grade', op: 'eq', value: 'gold' }, columns: ['name', 'x_quota'] },
  });
  await as('stranger')('POST', '/records/account', { name: '别人家的恒润化工' });
  return {
    account: accounts[1] ?? '',
    deleted: accounts[2] ?? '',
    device: devices[1] ?? '',
    contact: contact.id,
    deal: deal.id,
    lead: lead.id,
  };
}

export interface Question {
  readonly who: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What is asked before and after an upgrade, by everybody: what each role sees, finds and counts. */
export function questions(ids: Ids): Question[] {
  const asked: Omit<Question, 'who'>[] = [
    { method: 'GET', path: '/settings' },
    { method: 'GET', path: '/meta/objects/account' },
    { method: 'GET', path: '/meta/objects/x_device' },
    { method: 'GET', path: '/roles' },
    { method: 'GET', path: '/views' },
    { method: 'GET', path: '/records/account/deleted' },
    { method: 'GET', path: `/records/account/${ids.deleted}` },
    ...['account', 'x_device', 'x_site', 'opportunity', 'lead', 'contact', 'activity', 'department'].map((object) => ({
      method: 'POST',
      path: `/records/${object}/query`,
      body: { limit: 200, count: 'exact' },
    })),
    {
      method: 'POST',
      path: '/records/account/query',
      body: {
        filter: {
          and: [
            { field: 'x_grade', op: 'eq', value: 'gold' },
            { field: 'x_quota', op: 'gte', value: '500' },
          ],
        },
        sort: [{ field: 'x_quota', direction: 'desc' }],
        fields: ['name', 'x_quota', 'x_share', 'x_since'],
      },
    },
    {
      method: 'POST',
      path: '/records/x_device/query',
      body: { search: '高压泵', fields: ['x_no', 'x_account.name', 'x_site'], sort: [{ field: 'x_number', direction: 'asc' }] },
    },
    {
      method: 'POST',
      path: '/records/x_device/query',
      body: { filter: { field: 'x_many', op: 'contains', value: 'c' }, fields: ['x_no'] },
    },
    {
      method: 'POST',
      path: '/records/account/aggregate',
      body: { groupBy: [{ field: 'x_grade' }], measures: [{ fn: 'count' }, { fn: 'sum', field: 'x_quota' }] },
    },
    {
      method: 'POST',
      path: '/records/x_device/aggregate',
      body: { groupBy: [{ field: 'x_pick' }], measures: [{ fn: 'count' }, { fn: 'avg', field: 'x_currency' }] },
    },
    ...['恒润', 'cqhr', '8899', 'gaoyabeng', '浙A10005', '不存在的'].map((q) => ({
      method: 'GET',
      path: `/search?q=${encodeURIComponent(q)}`,
    })),
    ...Object.entries({ account: ids.account, x_device: ids.device, opportunity: ids.deal, contact: ids.contact, lead: ids.lead }).flatMap(
      ([object, id]) => [
        { method: 'GET', path: `/records/${object}/${id}` },
        { method: 'GET', path: `/records/${object}/${id}/history` },
        { method: 'GET', path: `/records/${object}/${id}/timeline` },
      ],
    ),
  ];
  return Object.keys(people).flatMap((who) => asked.map((question) => ({ who, ...question })));
}
