/** How much of what the company does by itself follows from an event, and what was chosen for files of the same header. */
const changes = `
alter table event add column automation text not null default 'all';
alter table import_mapping add column automation text;
`;

export default {
  id: '0073-automation-of-imports',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(changes);
  },
};
