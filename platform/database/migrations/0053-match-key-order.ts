/**
 * The hash before the kind: keys that stand near each other begin with the same half (`keyHash`), so a new record touches few pages. The
 * hashes of existing records are made anew in the background, as after a change of the rules.
 */
export default {
  id: '0053-match-key-order',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      drop index match_key_claim;
      alter table match_key drop constraint match_key_pkey, add primary key (tenant_id, object, hash, kind, record_id);
      create unique index match_key_claim on match_key (tenant_id, object, hash, kind) where claimed`);
  },
};
