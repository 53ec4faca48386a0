import type pg from 'pg';

/** The rules as they were shipped before this migration and with it, as `match_state` keeps them. */
const email = ['email', 'email'];
const wechat = ['exact', 'wechat'];
const more = [
  ['mobile', 'workPhone'],
  ['mobile', 'otherPhone'],
  ['email', 'otherEmail'],
];
const rules: readonly { readonly object: string; readonly before: readonly string[][]; readonly after: readonly string[][] }[] = [
  { object: 'contact', before: [['mobile', 'phone'], email], after: [wechat, ['exact', 'name', 'account']] },
  {
    object: 'lead',
    before: [['uscc', 'uscc'], ['mobile', 'phone'], email],
    after: [wechat, ['exact', 'name', 'company'], ['brandMail', 'company', 'email'], ['company', 'company'], ['companyCore', 'company']],
  },
];

/**
 * The shipped rules for duplicates of contacts and leads read three fields more, which are empty everywhere: the keys that are stored are those of
 * the new rules already, and a million of records need none made anew.
 */
export default {
  id: '0096-more-numbers',
  breaking: false,
  async up(client: pg.Client) {
    for (const { object, before, after } of rules)
      await client.query('update match_state set rule = $1 where object = $2 and rule = $3', [
        JSON.stringify([2, [...before, ...more, ...after]]),
        object,
        JSON.stringify([2, [...before, ...after]]),
      ]);
  },
};
