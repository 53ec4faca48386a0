/** The list of what an undo left alone, page by page without reading the rows that were taken back. */
export default {
  id: '0082-import-kept',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create index import_entry_kept on import_entry (tenant_id, import_id, row) where undo in ('changed', 'needed');
      create index import_extra_kept on import_extra (tenant_id, import_id, seq) where undo in ('changed', 'needed');`);
  },
};
