import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let here: TestTenant;
let other: TestTenant;
const boundary = 'x-foreign-exports';

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant();
  other = await app.tenant();
  for (const name of ['李四', '张三']) expect((await here.as.admin.post('/records/user', { name })).status).toBe(201);
  await app.startWork();
});
afterAll(() => app.close());

/** Uploads a file and imports it with nothing but what the system finds out by itself. */
async function importOf(client: Client, name: string, lines: readonly string[], input: Record<string, unknown> = {}) {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  const payload = Buffer.from(`${head}${lines.join('\n')}\n\r\n--${boundary}--\r\n`);
  const file = await client.send('POST', '/files', payload, { 'content-type': `multipart/form-data; boundary=${boundary}` });
  expect(file.status).toBe(201);
  const found = (await client.post('/imports/inspect', { fileId: file.body.id })).body;
  const made = await client.post('/imports', { object: found.suggestedObject, fileId: file.body.id, mode: 'create', ...input });
  if (made.status !== 201) return { found, made, done: undefined };
  await client.post(`/imports/${made.body.id}/start`);
  const done = await until(async () => {
    const { body } = await client.get(`/imports/${made.body.id}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, `the end of ${name}`);
  expect({ failed: done.failed, problems: done.problemsByColumn }, name).toEqual({ failed: 0, problems: [] });
  return { found, made, done };
}

async function one(client: Client, object: string, externalId: string) {
  const { body } = await client.post(`/records/${object}/query`, {
    filter: { field: 'externalId', op: 'eq', value: externalId },
    fields: ['id'],
  });
  expect(body.records, `${object} ${externalId}`).toHaveLength(1);
  return (await client.get(`/records/${object}/${body.records[0].id}`)).body;
}

test('Salesforce: people, relations by old ids, owners, authors and dates arrive as they were', async () => {
  const { admin } = here.as;
  const users = await importOf(admin, 'User.csv', [
    'Id,Username,FirstName,LastName,Email,IsActive,ManagerId',
    '005A,li@old.example,娜,李,li@old.example,true,005B',
    '005B,ann@old.example,Ann,Lee,ann@old.example,true,',
  ]);
  expect(users.found).toMatchObject({ suggestedObject: 'user', source: { name: 'salesforce', label: 'Salesforce' } });
  expect(await one(admin, 'user', '005A')).toMatchObject({ name: '李娜', manager: { title: 'Ann Lee' } });

  // the parent stands later, and two companies bear one name: only the old ids tell them apart
  await importOf(admin, 'Account.csv', [
    'Id,Name,ParentId,OwnerId,Phone,Industry,AnnualRevenue,CreatedDate,CreatedById,LastModifiedDate',
    '001A,星河科技,001C,005A,021-55551234,Chemicals,1200000.00,2019-03-01T16:30:00.000+0000,005B,2024-12-31T00:00:00.000+0000',
    '001B,星河科技,,005B,,,,2020-02-29T00:00:00.000+0000,005Z,2020-03-01T00:00:00.000+0000',
    '001C,星河集团,,005A,,,,2018-01-01T00:00:00.000+0000,005A,2018-01-02T00:00:00.000+0000',
  ]);
  const group = await one(admin, 'account', '001C');
  expect(await one(admin, 'account', '001A')).toMatchObject({
    name: '星河科技',
    parent: { id: group.id },
    owner: { title: '李娜' },
    createdAt: '2019-03-01T16:30:00.000Z',
    createdBy: { title: 'Ann Lee' },
    updatedBy: { id: admin.user },
    annualRevenue: '1200000.00',
  });
  // who is not known here any more did not make it: the importer did
  expect(await one(admin, 'account', '001B')).toMatchObject({
    createdAt: '2020-02-29T00:00:00.000Z',
    createdBy: { id: admin.user },
    updatedAt: '2020-03-01T00:00:00.000Z',
  });

  await importOf(admin, 'Contact.csv', [
    'Id,AccountId,FirstName,LastName,Title,MobilePhone,Email,OwnerId,CreatedDate,CreatedById',
    '003A,001B,伟,王,采购经理,13800138000,wang@xinghe.example,005A,2021-05-06T07:08:09.000+0000,005A',
  ]);
  const second = await one(admin, 'account', '001B');
  expect(await one(admin, 'contact', '003A')).toMatchObject({ name: '王伟', account: { id: second.id }, createdBy: { title: '李娜' } });

  await importOf(admin, 'Opportunity.csv', [
    'Id,AccountId,Name,StageName,Amount,Probability,CloseDate,OwnerId,CreatedDate,CreatedById',
    '006A,001B,磁力泵,Closed Won,88000.50,100,2023-06-30,005B,2023-01-15T02:00:00.000+0000,005A',
    '006B,001A,阀门,Proposal/Price Quote,5000,60,2027-01-31,005A,2026-01-15T02:00:00.000+0000,005A',
  ]);
  expect(await one(admin, 'opportunity', '006A')).toMatchObject({
    account: { id: second.id },
    stage: 'won',
    amount: '88000.50',
    closeOn: '2023-06-30',
    closedOn: '2023-06-30',
    createdAt: '2023-01-15T02:00:00.000Z',
    owner: { title: 'Ann Lee' },
  });
  expect(await one(admin, 'opportunity', '006B')).toMatchObject({ stage: 'proposal', closeOn: '2027-01-31', closedOn: null });

  await importOf(admin, 'Task.csv', [
    'Id,WhatId,Subject,Status,ActivityDate,TaskSubtype,Description,OwnerId,CreatedDate,CreatedById',
    '00T1,006A,回访,Completed,2023-07-15,Call,客户满意,005A,2023-07-14T01:00:00.000+0000,005A',
  ]);
  expect(await one(admin, 'activity', '00T1')).toMatchObject({
    type: 'call',
    done: true,
    dueOn: '2023-07-15',
    related: [{ object: 'opportunity', title: '磁力泵' }],
    createdAt: '2023-07-14T01:00:00.000Z',
  });
  const { body: history } = await admin.get(`/records/account/${group.id}/history`);
  expect(history.items).toMatchObject([{ at: '2018-01-01T00:00:00.000Z', by: { title: '李娜' }, channel: 'import' }]);
  // nothing of it in the other company
  const { body: theirs } = await other.as.admin.post('/records/account/query', {
    filter: { field: 'externalId', op: 'eq', value: '001A' },
  });
  expect(theirs.records).toEqual([]);
});

/** Whose it was and who made it there: neither is the importer. */
const theirs = { owner: { title: '李四' }, createdBy: { title: '张三' } };

const systems: readonly [source: string, object: string, lines: readonly string[], expected: Record<string, unknown>][] = [
  [
    'hubspot',
    'contact',
    [
      'Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Job Title,Create Date,Created by user',
      'H1,Ann,Lee,ann@h.example,13900139000,李四,CTO,2022-04-05 09:10,张三',
    ],
    { name: 'Ann Lee', title: 'CTO', ...theirs, createdAt: '2022-04-05T01:10:00.000Z' },
  ],
  [
    'hubspot',
    'opportunity',
    [
      'Record ID,Deal Name,Deal Stage,Deal owner,Amount,Close Date,Create Date',
      'H2,年度框架,Contract Sent,李四,1000,2026-12-31 00:00,2022-04-05 09:10',
    ],
    {
      name: '年度框架',
      owner: { title: '李四' },
      stage: 'negotiation',
      closeOn: '2026-12-31',
      closedOn: null,
      createdAt: '2022-04-05T01:10:00.000Z',
    },
  ],
  [
    'zoho',
    'opportunity',
    [
      'Record Id,Deal Owner,Deal Name,Closing Date,Stage,Amount,Created Time,Created By',
      'Z1,李四,备件,2021-09-30,Closed Lost to Competition,320,2021-01-02 03:04:05,张三',
    ],
    { name: '备件', ...theirs, stage: 'lost', closedOn: '2021-09-30', amount: '320.00', createdAt: '2021-01-01T19:04:05.000Z' },
  ],
  [
    'fxiaoke',
    'account',
    [
      '唯一性ID,客户名称,客户级别,负责人,负责人主属部门,创建时间,创建人,最后修改时间',
      'F1,海鸥阀门,A,李四,华东,2020-10-01 08:00,张三,2020-10-02 08:00',
    ],
    { name: '海鸥阀门', ...theirs, level: 'A', createdAt: '2020-10-01T00:00:00.000Z', updatedAt: '2020-10-02T00:00:00.000Z' },
  ],
  [
    'xiaoshouyi',
    'opportunity',
    [
      '销售机会ID,销售机会名称,公司名称,销售阶段,结单日期,销售金额,销售机会所有人,创建日期,创建人',
      'X1,改造项目,,谈判审核,2026-12-01,560000,李四,2026-02-03,张三',
    ],
    {
      name: '改造项目',
      ...theirs,
      stage: 'negotiation',
      closeOn: '2026-12-01',
      amount: '560000.00',
      createdAt: '2026-02-02T16:00:00.000Z',
    },
  ],
  [
    'wukong',
    'account',
    [
      '编号,客户名称,客户行业,客户级别,成交状态,下次联系时间,手机,负责人,创建时间,创建人',
      'W1,悟空测试,化工,A（重点客户）,未成交,,13700137000,李四,2023-03-03 12:00:00,张三',
    ],
    { name: '悟空测试', ...theirs, industry: 'chemical', level: 'A', phone: '13700137000', createdAt: '2023-03-03T04:00:00.000Z' },
  ],
];

test.each(systems)('%s: %s', async (source, object, lines, expected) => {
  const { admin } = here.as;
  const { found, done } = await importOf(admin, `${source}-${object}.csv`, lines);
  expect(found).toMatchObject({ suggestedObject: object, source: { name: source } });
  expect(done?.created).toBe(1);
  const { body } = await admin.post(`/records/${object}/query`, {
    filter: { field: 'name', op: 'eq', value: expected.name },
    fields: ['id'],
  });
  expect((await admin.get(`/records/${object}/${body.records[0].id}`)).body).toMatchObject(expected);
});

test('only administrators keep authors and dates; everybody else imports as themselves', async () => {
  const { seller } = here.as;
  const lines = [
    '唯一性ID,客户名称,负责人,负责人主属部门,创建时间,创建人,最后修改时间',
    'S1,销售带来的客户,,华东,2020-10-01 08:00,李四,2020-10-02 08:00',
  ];
  const { found } = await importOf(seller, 'mine.csv', lines);
  expect(found.mapping.map((entry: { field: string }) => entry.field)).not.toContain('createdAt');
  const record = await one(seller, 'account', 'S1');
  expect(record.createdBy).toMatchObject({ id: seller.user });
  expect(record.createdAt > '2026').toBe(true);
  const refused = await importOf(seller, 'asked.csv', lines, {
    mapping: [
      { column: '客户名称', field: 'name' },
      { column: '创建时间', field: 'createdAt' },
    ],
  });
  expect(refused.made.status).toBe(403);
  expect(refused.made.body.errors).toMatchObject([{ field: 'mapping[1].field', code: 'FORBIDDEN' }]);
});
