import { type Label, label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import { type DepartmentTree, departmentPath, loadDepartments } from './departments.ts';
import { type Directory, directoryFields, type Found, openDirectory } from './directory.ts';
import { targetOf } from './mapping.ts';
import type { Match } from './options.ts';
import type { Draft, Plan, PlanEntry, Problem, Reference } from './types.ts';

/** A record made beside the rows, for the undo. */
export interface Extra {
  readonly object: string;
  readonly id: string;
  readonly version: number;
}

interface ResolverOptions {
  readonly dryRun: boolean;
  /** Whether a later row of the file bears this name: such references are filled by a second pass. */
  readonly ahead?: (text: string) => boolean;
}

/** Turns the texts of a batch that name records into ids: by few statements for all rows, never one per row. */
export interface Resolver {
  resolve(ctx: Context, drafts: readonly Draft[]): Promise<Extra[]>;
}

const notFound = (object: Label | undefined): Label =>
  label(`在“${object?.zh ?? '关联对象'}”中找不到这个名称`, `No ${object?.en.toLowerCase() ?? 'record'} has this name`);
const severalFound = (object: Label | undefined): Label =>
  label(
    `“${object?.zh ?? '关联对象'}”中有多条同名记录，请改用编号`,
    `Several records of ${object?.en ?? 'the object'} have this name; use their id`,
  );

/** @example const resolver = createResolver(plan, { dryRun: false }); const extras = await resolver.resolve(tx, drafts); */
export function createResolver(plan: Plan, options: ResolverOptions): Resolver {
  const directories = new Map<string, Directory>();
  let departments: DepartmentTree | undefined;
  /** Texts that a dry run has already found to be creatable. */
  const assumed = new Set<string>();

  function directoryOf(entry: PlanEntry, target: ObjectMeta): Directory {
    const key = `${target.name} ${entry.entry.lookupBy ?? ''}`;
    let directory = directories.get(key);
    if (!directory) {
      directory = openDirectory(target, directoryFields(target, entry.entry.lookupBy) ?? [], target.name === plan.meta.name);
      directories.set(key, directory);
    }
    return directory;
  }

  /** Makes what is missing, once per text. Answers the texts that could not be made with the reason. */
  async function make(
    ctx: Context,
    entry: PlanEntry,
    target: ObjectMeta,
    texts: readonly string[],
    extras: Extra[],
  ): Promise<Map<string, Label>> {
    const refused = new Map<string, Label>();
    const open = texts.filter((text) => !assumed.has(`${target.name} ${text}`));
    const by = entry.entry.lookupBy;
    const results = await saveRecords(
      ctx,
      target,
      open.map((text) => ({
        operation: 'create' as const,
        values: { [target.title]: text, ...(by && by !== target.title ? { [by]: text } : {}) },
      })),
      { validateOnly: options.dryRun },
    );
    const directory = directoryOf(entry, target);
    results.forEach((result, index) => {
      const text = open[index] ?? '';
      if (result.error) refused.set(text, result.error.errors[0]?.message ?? result.error.text);
      else if (options.dryRun) assumed.add(`${target.name} ${text}`);
      else if (result.id) {
        directory.add(text, { id: result.id, title: text });
        extras.push({ object: target.name, id: result.id, version: result.version ?? 1 });
      }
    });
    return refused;
  }

  async function resolveField(ctx: Context, entry: PlanEntry, items: readonly Item[], extras: Extra[]): Promise<void> {
    const target = ctx.meta.object(targetOf(entry.field) ?? '');
    if (!target) return resolveSeveral(ctx, entry, items);
    const directory = directoryOf(entry, target);
    const texts = [...new Set(items.map((item) => item.reference.text))];
    const found = await directory.find(ctx, texts);
    const self = target.name === plan.meta.name && !entry.field.many;
    const isLater = (text: string) => self && found.get(text)?.how === 'none' && options.ahead?.(text) === true;
    const missing = texts.filter((text) => found.get(text)?.how === 'none' && !isLater(text));
    let refused: ReadonlyMap<string, Label> = new Map();
    let made: ReadonlyMap<string, Match<Found>> = new Map();
    if (entry.entry.createMissing && missing.length > 0) {
      refused = await make(ctx, entry, target, missing, extras);
      if (!options.dryRun) made = await directory.find(ctx, missing);
    }
    for (const { draft, reference } of items) {
      const { text } = reference;
      const match = made.get(text) ?? found.get(text) ?? { how: 'none' };
      if (match.how === 'exact' || match.how === 'near') setValue(draft, entry.field, target.name, match.to.id);
      else if (match.how === 'ambiguous') report(draft, entry, text, severalFound(target.label));
      else if (isLater(text)) draft.later[entry.field.name] = text;
      else if (entry.entry.createMissing) {
        const reason = refused.get(text);
        if (reason) report(draft, entry, text, reason);
        else draft.assumed.add(entry.field.name);
      } else report(draft, entry, text, notFound(target.label));
    }
  }

  /** A field that may point to records of several objects takes the first object that knows the name. */
  async function resolveSeveral(ctx: Context, entry: PlanEntry, items: readonly Item[]): Promise<void> {
    const declared = entry.field.objects ?? [];
    const names = declared.includes('*') ? ctx.meta.objects.filter((object) => object.searchable).map((object) => object.name) : declared;
    let open = items;
    for (const name of names) {
      const target = ctx.meta.object(name);
      if (!target || open.length === 0 || !ctx.access.can(`${name}.read`)) continue;
      const found = await directoryOf(entry, target).find(ctx, [...new Set(open.map((item) => item.reference.text))]);
      open = open.filter(({ draft, reference }) => {
        const match = found.get(reference.text);
        if (match?.how !== 'exact' && match?.how !== 'near') return true;
        setValue(draft, entry.field, name, match.to.id);
        return false;
      });
    }
    for (const { draft, reference } of open) report(draft, entry, reference.text, notFound(undefined));
  }

  async function resolveDepartments(ctx: Context, entry: PlanEntry, items: readonly Item[], extras: Extra[]): Promise<void> {
    const meta = ctx.meta.object('department');
    if (!meta) return;
    departments ??= await loadDepartments(ctx, meta);
    const tree = departments;
    const pathOf = ({ reference }: Item) => reference.path ?? departmentPath(reference.text);
    const refused = entry.entry.createMissing
      ? await makeDepartments(ctx, {
          meta,
          tree,
          entry,
          paths: items.map((item) => ({ names: pathOf(item), manager: managerOf(entry, item.draft) })),
          extras,
        })
      : new Map<string, Label>();
    for (const item of items) {
      const names = pathOf(item);
      const department = tree.find(names);
      if (department) setValue(item.draft, entry.field, 'department', department.id);
      else if (!entry.entry.createMissing) report(item.draft, entry, item.reference.text, notFound(meta.label));
      else if (options.dryRun && !refused.has(names.join('/'))) item.draft.assumed.add(entry.field.name);
      else report(item.draft, entry, item.reference.text, refused.get(names.join('/')) ?? notFound(meta.label));
    }
  }

  /** Level by level from the top, each level by one save. */
  async function makeDepartments(
    ctx: Context,
    input: {
      meta: ObjectMeta;
      tree: DepartmentTree;
      entry: PlanEntry;
      paths: readonly { names: readonly string[]; manager: string | undefined }[];
      extras: Extra[];
    },
  ): Promise<Map<string, Label>> {
    const refused = new Map<string, Label>();
    const deepest = Math.max(0, ...input.paths.map((path) => path.names.length));
    for (let depth = 1; depth <= deepest; depth++) {
      const wanted = new Map<string, { name: string; parent: string | null; manager: string | undefined; whole: string }>();
      for (const { names, manager } of input.paths) {
        const { department, depth: there } = input.tree.known(names);
        const name = names[depth - 1];
        if (there !== depth - 1 || name === undefined) continue;
        wanted.set(names.slice(0, depth).join('/'), {
          name,
          parent: department?.id ?? null,
          manager: depth === names.length ? manager : undefined,
          whole: names.join('/'),
        });
      }
      const list = [...wanted.values()];
      if (list.length === 0) continue;
      const results = await saveRecords(
        ctx,
        input.meta,
        list.map(({ name, parent, manager }) => ({
          operation: 'create' as const,
          values: { name, ...(parent ? { parent } : {}), ...(manager ? { manager } : {}) },
        })),
        { validateOnly: options.dryRun },
      );
      results.forEach((result, index) => {
        const one = list[index];
        if (!one) return;
        if (result.error) refused.set(one.whole, result.error.errors[0]?.message ?? result.error.text);
        else if (!options.dryRun && result.id) {
          input.tree.add({ id: result.id, name: one.name, parent: one.parent });
          input.extras.push({ object: 'department', id: result.id, version: result.version ?? 1 });
        }
      });
      if (options.dryRun) break;
    }
    return refused;
  }

  /** Leaders made by this batch belong to the department they lead. */
  async function seatManagers(ctx: Context, drafts: readonly Draft[], extras: Extra[]): Promise<void> {
    const entry = plan.entries.find((one) => one.entry.managerField);
    const users = ctx.meta.object('user');
    if (!entry || !users || options.dryRun) return;
    const made = new Map(extras.filter((extra) => extra.object === 'user').map((extra) => [extra.id, extra]));
    const seats = new Map<string, string>();
    for (const draft of drafts) {
      const manager = managerOf(entry, draft);
      const department = draft.values[entry.field.name];
      if (manager && made.has(manager) && typeof department === 'string') seats.set(manager, department);
    }
    if (seats.size === 0) return;
    const results = await saveRecords(
      ctx,
      users,
      [...seats].map(([id, department]) => ({ operation: 'update' as const, id, values: { department } })),
      {},
    );
    for (const result of results) {
      const index = extras.findIndex((extra) => extra.id === result.id);
      const extra = extras[index];
      if (extra && result.version) extras[index] = { ...extra, version: result.version };
    }
  }

  return {
    async resolve(ctx, drafts) {
      const extras: Extra[] = [];
      const byField = new Map<PlanEntry, Item[]>();
      for (const draft of drafts) {
        for (const reference of draft.references) {
          const list = byField.get(reference.entry);
          if (list) list.push({ draft, reference });
          else byField.set(reference.entry, [{ draft, reference }]);
        }
      }
      // departments last: their leaders must be there first
      for (const [entry, items] of byField) if (entry.field.type !== 'department') await resolveField(ctx, entry, items, extras);
      for (const [entry, items] of byField) if (entry.field.type === 'department') await resolveDepartments(ctx, entry, items, extras);
      await seatManagers(ctx, drafts, extras);
      return extras;
    },
  };
}

interface Item {
  readonly draft: Draft;
  readonly reference: Reference;
}

function managerOf(entry: PlanEntry, draft: Draft): string | undefined {
  const value = entry.entry.managerField ? draft.values[entry.entry.managerField] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function setValue(draft: Draft, field: FieldMeta, object: string, id: string): void {
  if (!field.many) draft.values[field.name] = id;
  else draft.values[field.name] = [...((draft.values[field.name] as object[] | undefined) ?? []), { object, id }];
}

function report(draft: Draft, entry: PlanEntry, text: string, message: Label): void {
  if (entry.entry.onMissing === 'empty') return;
  const problem: Problem = {
    column: entry.entry.column,
    field: entry.field.name,
    value: text,
    code: 'LOOKUP_NOT_FOUND',
    kind: 'unmatched',
    message,
  };
  draft.problems.push(problem);
}
