import { type ClientOptions, Transport } from './http.ts';
import type { ActionTypes, Aggregate, Bulk, BulkResult, Change, FieldPath, FileInfo, ObjectTypes, Page, Query, Row } from './types.ts';

/** Sent once however often the call is made, for a day. */
export interface Once {
  readonly idempotencyKey?: string;
}

/** The records of one object. */
export class Records<T extends ObjectTypes> {
  private readonly transport: Transport;
  private readonly path: string;

  constructor(transport: Transport, object: string) {
    this.transport = transport;
    this.path = `/records/${object}`;
  }

  create(values: T['create'], options: Once = {}): Promise<T['record']> {
    return this.once(this.path, values, options);
  }

  async get<const F extends FieldPath<T['record']> = Extract<keyof T['record'], string>>(
    id: string,
    fields?: readonly F[],
  ): Promise<Row<T['record'], F>> {
    const query = fields ? `?fields=${encodeURIComponent(fields.join(','))}` : '';
    const answer = await this.transport.send({ method: 'GET', path: `${this.path}/${id}${query}`, repeatable: true });
    return (await answer.json()) as Row<T['record'], F>;
  }

  /** With `version` in the values or `ifMatch`, a change made meanwhile by somebody else is refused (ConflictError). */
  async update(id: string, values: T['update'], options: { readonly ifMatch?: number } = {}): Promise<T['record']> {
    const answer = await this.transport.send({
      method: 'PATCH',
      path: `${this.path}/${id}`,
      body: values,
      repeatable: false,
      ...(options.ifMatch === undefined ? {} : { headers: { 'if-match': `"${options.ifMatch}"` } }),
    });
    return (await answer.json()) as T['record'];
  }

  async delete(id: string): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: `${this.path}/${id}`, repeatable: false });
  }

  async restore(id: string): Promise<T['record']> {
    const answer = await this.transport.send({ method: 'POST', path: `${this.path}/${id}/restore`, repeatable: false });
    return (await answer.json()) as T['record'];
  }

  query<const F extends FieldPath<T['record']> = never>(query: Query<T['record'], F> = {}): Promise<Page<Row<T['record'], F>>> {
    return this.ask(`${this.path}/query`, query);
  }

  /** All records a query finds, page after page. */
  async *each<const F extends FieldPath<T['record']> = never>(query: Query<T['record'], F> = {}): AsyncGenerator<Row<T['record'], F>> {
    let cursor = query.cursor;
    do {
      const page: Page<Row<T['record'], F>> = await this.query({ limit: 200, ...query, ...(cursor ? { cursor } : {}) });
      yield* page.records;
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  }

  aggregate(aggregate: Aggregate<T['record']>): Promise<{ rows: Record<string, unknown>[]; truncated: boolean }> {
    return this.ask(`${this.path}/aggregate`, aggregate);
  }

  /** Up to 1,000 records at once; each has its own result. */
  async bulk(bulk: Bulk<T>, options: Once = {}): Promise<readonly BulkResult[]> {
    return (await this.once<{ results: BulkResult[] }>(`${this.path}/bulk`, bulk, options)).results;
  }

  /** Runs an action on a record. */
  async run<A extends keyof T['actions'] & string>(
    id: string,
    action: A,
    input: T['actions'][A] extends ActionTypes ? T['actions'][A]['input'] : never,
    options: Once = {},
  ): Promise<T['actions'][A] extends ActionTypes ? T['actions'][A]['result'] : never> {
    type Result = T['actions'][A] extends ActionTypes ? T['actions'][A]['result'] : never;
    return (await this.once<{ result: Result }>(`${this.path}/${id}/actions/${action}`, { input }, options)).result;
  }

  /** A call that only reads. */
  private async ask<R>(path: string, body: unknown): Promise<R> {
    return (await (await this.transport.send({ method: 'POST', path, body, repeatable: true })).json()) as R;
  }

  /** A call that writes: by its key it counts once, so it may be repeated. */
  private async once<R>(path: string, body: unknown, { idempotencyKey = crypto.randomUUID() }: Once): Promise<R> {
    const headers = { 'idempotency-key': idempotencyKey };
    return (await (await this.transport.send({ method: 'POST', path, body, headers, repeatable: true })).json()) as R;
  }
}

/** Everything a program does with one installation. `O` tells its objects. */
export class HuankeClient<O extends { [K in keyof O]: ObjectTypes }> {
  private readonly transport: Transport;

  constructor(options: ClientOptions) {
    this.transport = new Transport(options);
  }

  records<K extends keyof O & string>(object: K): Records<O[K]> {
    return new Records<O[K]>(this.transport, object);
  }

  /** @param use says that the file is a table to be imported: it may be larger */
  async upload(name: string, content: Blob, use?: 'import'): Promise<FileInfo> {
    const form = new FormData();
    form.append('file', content, name);
    return (await (
      await this.transport.send({ method: 'POST', path: use ? `/files?use=${use}` : '/files', body: form, repeatable: false })
    ).json()) as FileInfo;
  }

  async download(id: string): Promise<Blob> {
    return (await this.transport.send({ method: 'GET', path: `/files/${id}`, repeatable: true })).blob();
  }

  /**
   * What happens, from a cursor on, each at least once and in order: for ever, or until `signal`. Keep `cursor` of what was handled, to go on
   * from there.
   */
  async *changes(
    options: { readonly since?: string; readonly wait?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<{ readonly change: Change; readonly cursor: string }> {
    let since = options.since;
    while (!options.signal?.aborted) {
      const path = `/events?limit=500${since ? `&since=${encodeURIComponent(since)}` : ''}`;
      const answer = await this.transport.send({
        method: 'GET',
        path,
        repeatable: true,
        ...(options.signal ? { signal: options.signal } : {}),
      });
      const { items, nextCursor } = (await answer.json()) as { items: Change[]; nextCursor: string };
      for (const [index, change] of items.entries()) yield { change, cursor: index === items.length - 1 ? nextCursor : (since ?? '') };
      since = nextCursor;
      if (items.length === 0) await new Promise((wake) => setTimeout(wake, options.wait ?? 2000));
    }
  }
}
