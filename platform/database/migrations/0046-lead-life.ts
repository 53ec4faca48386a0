import type pg from 'pg';

const FROM = 'contacted';
const TO = 'following';

interface Row {
  readonly tenant_id: number;
  readonly key: string;
  readonly object: string;
  readonly definition: Record<string, unknown>;
}

const isStatus = (path: string, object: string) => (object === 'lead' && path === 'status') || path.endsWith('lead.status');
const exchanged = (value: unknown): unknown =>
  Array.isArray(value) ? [...new Set(value.map((one) => (one === FROM ? TO : one)))] : value === FROM ? TO : value;

/** A configuration with the key exchanged in every condition on the status of leads, however deep it lies. */
function rewritten(config: unknown, object: string): unknown {
  if (Array.isArray(config)) return config.map((part) => rewritten(part, object));
  if (typeof config !== 'object' || config === null) return config;
  const node = config as Readonly<Record<string, unknown>>;
  const of = typeof node['object'] === 'string' ? node['object'] : object;
  const { field, value } = node;
  if (typeof field === 'string' && 'value' in node && isStatus(field, of)) return { ...node, value: exchanged(value) };
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, rewritten(part, of)]));
}

/** Options of a company's own making: the old key gives way, and the states that leads now pass through are added. */
function ownOptions(options: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const keys = new Set(options.map((option) => option['key']));
  const kept = options
    .filter((option) => option['key'] !== FROM || !keys.has(TO))
    .map((option) => ({
      ...option,
      ...(option['key'] === FROM ? { key: TO } : {}),
      ...(Array.isArray(option['next']) ? { next: option['next'].map((key) => (key === FROM ? TO : key)) } : {}),
    }));
  const added = [
    { key: 'assigned', label: { zh: '待跟进', en: 'Assigned' }, color: 'amber' },
    { key: TO, label: { zh: '跟进中', en: 'Following' }, color: 'teal' },
    { key: 'recycled', label: { zh: '已回收', en: 'Recycled' }, color: 'violet' },
  ];
  return [...kept, ...added.filter(({ key }) => !keys.has(key) && !kept.some((option) => option.key === key))];
}

async function rewrite(client: pg.Client, table: 'saved_view' | 'meta_part', key: string): Promise<void> {
  const { rows } = await client.query<Row>(
    `select tenant_id, ${key} as key, object, definition from ${table} where strpos(definition::text, '"${FROM}"') > 0`,
  );
  for (const row of rows) {
    const after = rewritten(row.definition, row.object);
    await client.query(`update ${table} set definition = $1::jsonb where tenant_id = $2 and ${key} = $3 and object = $4`, [
      JSON.stringify(after),
      row.tenant_id,
      row.key,
      row.object,
    ]);
  }
}

async function ownFields(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Row>(
    `select tenant_id, name as key, object, definition from meta_field where object = 'lead' and name = 'status' and definition ? 'options'`,
  );
  for (const { tenant_id: tenant, definition } of rows) {
    const options = ownOptions(definition['options'] as Record<string, unknown>[]);
    await client.query(`update meta_field set definition = $1::jsonb where tenant_id = $2 and object = 'lead' and name = 'status'`, [
      JSON.stringify({ ...definition, options, ...(definition['default'] === FROM ? { default: TO } : {}) }),
      tenant,
    ]);
  }
}

/**
 * The life of leads: `contacted` is called `following`, wherever it was written down. A new database has no leads yet.
 */
export default {
  id: '0046-lead-life',
  breaking: true,
  async up(client: pg.Client) {
    const { rows } = await client.query<{ found: boolean }>(`select to_regclass('public.lead') is not null as found`);
    if (rows[0]?.found) await client.query(`update lead set status = '${TO}' where status = '${FROM}'`);
    await client.query(`
      update record_history h set changes = (
        select jsonb_agg(case when c ->> 'field' = 'status' then c
          || case when c ->> 'old' = '${FROM}' then '{"old": "${TO}"}'::jsonb else '{}' end
          || case when c ->> 'new' = '${FROM}' then '{"new": "${TO}"}'::jsonb else '{}' end else c end order by place)
        from jsonb_array_elements(h.changes) with ordinality as l (c, place))
      where h.object = 'lead' and strpos(h.changes::text, '"${FROM}"') > 0`);
    await client.query(`
      update import_mapping set mapping = replace(mapping::text, ': "${FROM}"', ': "${TO}"')::jsonb
      where object = 'lead' and strpos(mapping::text, ': "${FROM}"') > 0`);
    await rewrite(client, 'saved_view', 'id');
    await rewrite(client, 'meta_part', 'name');
    await ownFields(client);
  },
};
