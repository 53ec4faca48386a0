import { sql } from '../database/sql.ts';
import { createRole, updateRole } from '../identity/roles-admin.ts';
import { AppError, type FieldProblem, fieldErrors, label } from '../kernel/index.ts';
import { createField, createObject, readMetadata, savePart, updateField, updateObject } from '../metadata/index.ts';
import type { Context, TenantMetadata } from '../module/index.ts';
import { createView, updateView } from '../views/index.ts';
import type { IncomingFiles } from './files.ts';
import { type Held, withIds } from './state.ts';
import type { Item } from './types.ts';

/** The same context with other metadata: within the transaction, with what it has changed so far. */
function withMeta(ctx: Context, meta: TenantMetadata): Context {
  const whole = () => (ctx.whole() === ctx ? next : withMeta(ctx.whole(), meta));
  const next: Context = { ...ctx, meta, whole, transaction: (work) => work(next), elevated: () => withMeta(ctx.elevated(), meta) };
  return next;
}

/** The transaction's context with the metadata as it stands now. */
export async function freshContext(ctx: Context): Promise<Context> {
  return withMeta(ctx, await readMetadata(ctx, ctx.app.registry, ctx.tenant.id, ctx.meta.version));
}

interface Step {
  readonly place: string;
  readonly wave: number;
  run(ctx: Context): Promise<unknown>;
}

// objects, tenant-wide parts, plain fields, fields that lean on others, what objects say of their fields, parts of objects, roles, views
const waves = { object: 0, tenantPart: 1, field: 2, leaning: 3, layout: 4, objectPart: 5, role: 6, view: 7 } as const;
const leaningKeys = ['object', 'objects', 'formula', 'rollup', 'dependsOn', 'optionSet'];

/** What createObject takes; the rest of an object's body names fields and comes when they are there. */
const atCreation = ['label', 'icon', 'access'];

function objectSteps(item: Item, held: Held | undefined, titleField: Item | undefined): Step[] {
  const { place, name, body } = item;
  if (held) return [{ place, wave: waves.layout, run: (ctx) => updateObject(ctx, name, body) }];
  const first = Object.fromEntries(Object.entries(body).filter(([key]) => atCreation.includes(key)));
  const fields = titleField ? [{ name: titleField.name, ...titleField.body }] : [];
  const rest = Object.fromEntries(
    Object.entries(body).filter(([key, value]) => !atCreation.includes(key) && !(key === 'title' && value === titleField?.name)),
  );
  return [
    {
      place,
      wave: waves.object,
      run: (ctx) => createObject(ctx, { name, ...first, ...(titleField ? { title: titleField.name } : {}), fields }),
    },
    ...(Object.keys(rest).length > 0 ? [{ place, wave: waves.layout, run: (ctx: Context) => updateObject(ctx, name, rest) }] : []),
  ];
}

function fieldStep(ctx: Context, item: Item, held: Held | undefined, made: boolean): Step {
  const { place, object, name, body } = item;
  const leans = leaningKeys.some((key) => body[key] !== undefined);
  const shipped = ctx.app.registry.objects.get(object)?.fields[name] !== undefined;
  const wave = leans ? waves.leaning : waves.field;
  if (held || shipped || made) {
    // the type never changes, so it need not be said
    const { type: _type, object: _object, objects: _objects, many: _many, ...changes } = body;
    return { place, wave, run: (now) => updateField(now, object, name, changes) };
  }
  return { place, wave, run: (now) => createField(now, object, { name, ...body }) };
}

function partStep(item: Item, files: IncomingFiles): Step {
  const { place, object, name, partKind = '', body } = item;
  const target = { kind: partKind, name, ...(object ? { object } : {}) };
  return {
    place: `${place}.definition`,
    wave: object ? waves.objectPart : waves.tenantPart,
    run: async (ctx) => savePart(ctx, target, withIds(body, await roleIds(ctx), await files.idsFor(ctx, body))),
  };
}

async function roleIds(ctx: Context): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.query<{ id: string; key: string }>(sql`select id, key from role where tenant_id = ${ctx.tenant.id}`);
  return new Map(rows.map((row) => [row.key, row.id]));
}

function otherStep(item: Item, held: Held | undefined): Step {
  const { place, object, name, body } = item;
  if (item.kind === 'view')
    return {
      place,
      wave: waves.view,
      run: (ctx) =>
        held?.id
          ? updateView(ctx, held.id, { definition: body, shared: true })
          : createView(ctx, { object, name, shared: true, definition: body }),
    };
  return {
    place,
    wave: waves.role,
    async run(ctx) {
      if (!ctx.access.can('roles.manage'))
        throw new AppError(
          'FORBIDDEN',
          403,
          label('安装角色需要“角色与权限”的权限', 'To install roles one must be allowed to manage them'),
        );
      // a shipped role is there in every company, whether it was changed or not
      const id = held?.id ?? (await roleIds(ctx)).get(name);
      return id ? updateRole(ctx, id, body) : createRole(ctx, { key: name, ...body });
    },
  };
}

/** A title field that stands before its object does: made along with it. */
function titleOf(item: Item, wanted: readonly Item[]): Item | undefined {
  const fields = wanted.filter((one) => one.kind === 'field' && one.object === item.name);
  // where there is a field `name`, createObject makes it by itself
  if (fields.some((field) => field.name === 'name')) return undefined;
  return fields.find((field) => field.name === item.body.title);
}

function stepsOf(ctx: Context, wanted: readonly Item[], byKey: ReadonlyMap<string, Held>, files: IncomingFiles): Step[] {
  const steps: Step[] = [];
  const created = new Set<string>();
  const titles = new Set<string>();
  for (const item of wanted.filter((one) => one.kind === 'object')) {
    const held = byKey.get(item.key);
    const shipped = ctx.app.registry.objects.has(item.name);
    const title = held || shipped ? undefined : titleOf(item, wanted);
    if (title) titles.add(title.key);
    if (!held && !shipped) created.add(item.name);
    steps.push(
      ...(shipped
        ? [{ place: item.place, wave: waves.layout, run: (now: Context) => updateObject(now, item.name, item.body) }]
        : objectSteps(item, held, title)),
    );
  }
  for (const item of wanted) {
    const held = byKey.get(item.key);
    if (item.kind === 'field' && !titles.has(item.key))
      steps.push(fieldStep(ctx, item, held, created.has(item.object) && item.name === 'name'));
    else if (item.kind === 'part') steps.push(partStep(item, files));
    else if (item.kind === 'role' || item.kind === 'view') steps.push(otherStep(item, held));
  }
  return steps.sort((a, b) => a.wave - b.wave);
}

interface Applying {
  readonly byKey: ReadonlyMap<string, Held>;
  readonly files: IncomingFiles;
  readonly progress?: ((share: number) => Promise<void>) | undefined;
}

/**
 * Makes and changes what the plan says through the same functions as the API, in the transaction under way. Whatever leans on something
 * that is not there yet is tried again after the others, so that no kind of configuration has to say what it leans on. When nothing more
 * can be done, throws all refusals with their places.
 */
export async function applyItems(
  ctx: Context,
  wanted: readonly Item[],
  { byKey, files, progress = async () => undefined }: Applying,
): Promise<void> {
  let open = stepsOf(ctx, wanted, byKey, files);
  const total = Math.max(1, open.length);
  let done = 0;
  let now = await freshContext(ctx);
  for (let round = 0; open.length > 0; round += 1) {
    const refused: { step: Step; error: AppError }[] = [];
    let wave = -1;
    for (const step of open) {
      await progress(done / total);
      // later rounds look anew before each step: there the order is unknown
      if (step.wave !== wave || round > 0) now = await freshContext(ctx);
      wave = step.wave;
      await ctx.query(sql`savepoint package_step`);
      try {
        await step.run(now);
        await ctx.query(sql`release savepoint package_step`);
        done += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        await ctx.query(sql`rollback to savepoint package_step`);
        refused.push({ step, error });
      }
    }
    if (refused.length === open.length) throw allRefusals(refused);
    open = refused.map(({ step }) => step);
  }
}

function allRefusals(refused: readonly { step: Step; error: AppError }[]): Error {
  const forbidden = refused.find(({ error }) => error.status === 403);
  if (forbidden) return forbidden.error;
  const problems = refused.flatMap(({ step, error }): FieldProblem[] =>
    error.errors.length > 0
      ? error.errors.map((problem) => ({ ...problem, field: `${step.place}.${problem.field}` }))
      : [{ field: step.place, code: error.code as FieldProblem['code'], message: error.text }],
  );
  return fieldErrors(problems.slice(0, 100));
}

/** New fields stand in the order of the package, whatever order they were made in; fields that were there keep their places. */
export async function orderNewFields(ctx: Context, fresh: readonly Item[]): Promise<void> {
  for (const [object, fields] of Map.groupBy(
    fresh.filter((item) => item.kind === 'field'),
    (item) => item.object,
  )) {
    const names = fields.map((field) => field.name);
    await ctx.query(sql`
      with places as (
        select position, row_number() over (order by position) as nth from meta_field
        where tenant_id = ${ctx.tenant.id} and object = ${object} and custom and name = any(${names}::text[])),
      wanted as (
        select w.name, row_number() over (order by w.nth) as nth from unnest(${names}::text[]) with ordinality w (name, nth)
        join meta_field f on f.tenant_id = ${ctx.tenant.id} and f.object = ${object} and f.name = w.name and f.custom)
      update meta_field f set position = p.position from places p join wanted w using (nth)
      where f.tenant_id = ${ctx.tenant.id} and f.object = ${object} and f.name = w.name and f.position <> p.position`);
  }
}
