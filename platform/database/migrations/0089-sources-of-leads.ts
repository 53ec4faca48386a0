import type pg from 'pg';

interface Row {
  readonly tenant_id: number;
  readonly object: string;
  readonly name: string;
  readonly options: readonly Option[];
}

interface Option {
  readonly key: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly color?: string;
}

/** As they were shipped with this migration. */
const added: readonly Option[] = [
  { key: 'form', label: { zh: '表单', en: 'Form' }, color: 'blue' },
  { key: 'qrCode', label: { zh: '活码', en: 'QR code' }, color: 'teal' },
  { key: 'call', label: { zh: '来电', en: 'Call' }, color: 'green' },
  { key: 'businessCard', label: { zh: '名片', en: 'Business card' }, color: 'violet' },
  { key: 'lookAlike', label: { zh: '相似客户', en: 'Look-alike list' }, color: 'plum' },
  { key: 'import', label: { zh: '导入', en: 'Import' }, color: 'grey' },
  { key: 'api', label: { zh: '接口', en: 'API' }, color: 'grey' },
];

const namesOf = ({ key, label }: Option) => [key, label.zh, label.en].map((name) => name.trim().toLowerCase());

/** The new ones before 其他; one that the company has made already, under whatever key, stays the only one of its name. */
function extended(options: readonly Option[]): Option[] {
  const known = new Set(options.flatMap(namesOf));
  const missing = added.filter((option) => !namesOf(option).some((name) => known.has(name)));
  const at = options.findIndex(({ key }) => key === 'other');
  return at < 0 ? [...options, ...missing] : [...options.slice(0, at), ...missing, ...options.slice(at)];
}

/** The channels of SAL-1 as sources: lists of sources that companies have made their own get them, too. Shipped ones have them anyway. */
export default {
  id: '0089-sources-of-leads',
  breaking: false,
  async up(client: pg.Client) {
    const { rows } = await client.query<Row>(`
      select tenant_id, object, name, definition -> 'options' as options from meta_field
      where not custom and jsonb_typeof(definition -> 'options') = 'array' and definition ->> 'optionSet' is null
        and (object, name) in (('lead', 'source'), ('lead', 'firstSource'), ('lead', 'lastSource'), ('leadTouch', 'source'), ('account', 'source'),
          ('opportunity', 'source'), ('opportunity', 'firstSource'), ('opportunity', 'lastSource'))`);
    for (const { tenant_id: tenant, object, name, options } of rows)
      await client.query(
        `update meta_field set definition = jsonb_set(definition, '{options}', $1::jsonb) where tenant_id = $2 and object = $3 and name = $4`,
        [JSON.stringify(extended(options)), tenant, object, name],
      );
    await client.query(`update tenant set metadata_version = metadata_version + 1 where id = any($1::int[])`, [
      [...new Set(rows.map((row) => row.tenant_id))],
    ]);
  },
};
