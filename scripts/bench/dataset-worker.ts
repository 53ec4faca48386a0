import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { modules } from '../../apps/server/modules.ts';
import { mergeMetadata } from '../../platform/metadata/merge.ts';
import { createRegistry } from '../../platform/module/index.ts';
import type { IndexRow } from '../../platform/search/index-records.ts';
import { copyRows } from './copy.ts';
import { customFields } from './fields.ts';
import { accountColumns, accountRow, opportunityColumns, opportunityRow, type Part } from './rows.ts';
import { searchColumns, searchRows } from './search-rows.ts';

/** A stretch of rows of one object of one tenant. */
export interface Task {
  readonly part: Part;
  readonly object: 'account' | 'opportunity';
  readonly from: number;
  readonly to: number;
}

const batch = 5000;

const port = parentPort;
const metadata = mergeMetadata(createRegistry(modules), 1, [], customFields);
const client = new pg.Client({ connectionString: (workerData as { ownerUrl: string }).ownerUrl });

async function load({ part, object, from, to }: Task): Promise<void> {
  const meta = metadata.object(object);
  if (!meta) throw new Error(`no object ${object}`);
  for (let start = from; start < to; start += batch) {
    const cells: (readonly unknown[])[] = [];
    const found: IndexRow[] = [];
    for (let index = start; index < Math.min(to, start + batch); index += 1) {
      if (object === 'account') {
        const { id, owner, name, phone, uscc, territory, cells: row } = accountRow(part, index);
        cells.push(row);
        found.push({ id, owner, values: { name, phone, uscc, x_territory: territory } });
      } else {
        const { id, owner, name, cells: row } = opportunityRow(part, index);
        cells.push(row);
        found.push({ id, owner, values: { name } });
      }
    }
    await copyRows(client, object, object === 'account' ? accountColumns : opportunityColumns, cells);
    if (part.full) await copyRows(client, 'record_search', searchColumns, searchRows(part.tenant, meta, found));
    port?.postMessage({ loaded: cells.length });
  }
}

await client.connect();
await client.query('set synchronous_commit = off');
port?.on('message', (task: Task | 'end') => {
  const work = task === 'end' ? client.end().then(() => port.close()) : load(task).then(() => port.postMessage({ ready: true }));
  work.catch((error: unknown) => port.postMessage({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
});
port?.postMessage({ ready: true });
