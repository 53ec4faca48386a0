import type pg from 'pg';

interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** One value of a COPY in text format. */
export function copyCell(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (char) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char] ?? char)
    : text;
}

/**
 * COPY … FROM STDIN over an ordinary `pg` client: several times as fast as INSERT.
 *
 * @example await copyRows(client, 'account', ['tenant_id', 'id'], [[1, id]]);
 */
export function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return Promise.resolve();
  const data = Buffer.from(rows.map((row) => `${row.map(copyCell).join('\t')}\n`).join(''));
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    // What pg asks of a query object of its own kind.
    const query = {
      submit: (connection: CopyConnection) => connection.query(`copy ${table} (${columns.join(', ')}) from stdin`),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(data);
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError(error: Error) {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => (failure ? undefined : resolve()),
    };
    client.query(query as unknown as pg.Submittable);
  });
}
