import { type Label, label } from '../kernel/index.ts';
import { isCustomName } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { checksum, covers, equal } from './canonical.ts';
import type { Held, State } from './state.ts';
import { type Body, type Item, itemsOf, type PackageFile } from './types.ts';

/** What is known of an item that a package once brought: checksums of what it said then and of what the company had after it. */
export interface Known {
  readonly source: string;
  readonly state: string;
}

/**
 * new: will be made · changed: will be changed · same: is so already · kept: the company changed it since, its version stays unless it is
 * chosen · conflict: can not be put here at all · removed: the package no longer has it; it goes when nothing uses it
 */
export type ChangeKind = 'new' | 'changed' | 'same' | 'kept' | 'conflict' | 'removed';

export interface PlanItem {
  readonly key: string;
  readonly kind: Item['kind'];
  readonly object: string;
  readonly name: string;
  readonly label: Label | null;
  /** Of parts: what their kind is called. */
  readonly kindLabel: Label | null;
  readonly place: string;
  readonly change: ChangeKind;
  /** Properties that differ, as they are and as the package has them. */
  readonly was?: Body;
  readonly is?: Body;
  readonly reason?: Label;
}

export interface Plan {
  readonly items: readonly PlanItem[];
  /** What the package needs and this company does not have. */
  readonly missing: readonly { readonly place: string; readonly message: Label }[];
}

export interface PlanInput {
  readonly file: PackageFile;
  readonly state: State;
  readonly known: Readonly<Record<string, Known>>;
  /** Keys of items to take from the package although the company changed them; `all`. */
  readonly take: ReadonlySet<string> | 'all';
  /** Keys of items to leave out. */
  readonly skip: ReadonlySet<string>;
  /** Names of the packages that are installed. */
  readonly installed: ReadonlySet<string>;
}

const fixed = ['type', 'object', 'objects', 'many', 'result'] as const;

/** The part of two bodies that differs, side by side. */
function difference(was: Body, is: Body): { was: Body; is: Body } {
  const keys = Object.keys(is).filter((key) => !covers(was[key], is[key]));
  const pick = (body: Body) => Object.fromEntries(keys.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]));
  return { was: pick(was), is: pick(is) };
}

const labelOf = (body: Body | undefined): Label | null => {
  const found = (body?.label ?? body?.name) as Partial<Label> | undefined;
  return found && typeof found === 'object' && typeof found.zh === 'string' && typeof found.en === 'string'
    ? { zh: found.zh, en: found.en }
    : null;
};

/** Why an item can never be put here, whatever is chosen. */
function obstacle(ctx: Context, item: Item, held: Held | undefined, state: State): Label | undefined {
  if (state.binned.has(item.key))
    return label('回收站里有同名的，名称暂时不能再用', 'One of the same name lies in the recycle bin; the name is taken');
  if (item.kind === 'field') {
    const shipped = ctx.app.registry.objects.get(item.object)?.fields[item.name];
    const now = (held?.custom ? held.body : shipped) as Body | undefined;
    if (!now) return undefined;
    const differs = fixed.find((key) => item.body[key] !== undefined && !equal(now[key] ?? null, item.body[key]));
    if (differs === 'type')
      return label(
        `类型不同：这里是 ${String(now.type)}，配置包里是 ${String(item.body.type)}`,
        `Another type: ${String(now.type)} here, ${String(item.body.type)} in the package`,
      );
    if (differs) return label(`“${differs}”不同，已有数据不能改用`, `"${differs}" differs, and data may rest on it`);
  }
  return undefined;
}

/** Names that an item leans on and that neither this company nor the package has. */
function lacking(ctx: Context, item: Item, inFile: ReadonlySet<string>): Label | undefined {
  const known = (object: string) => object === '*' || ctx.meta.object(object) !== undefined || inFile.has(object);
  const no = (object: string) => label(`没有对象“${object}”`, `There is no object "${object}"`);
  if (item.kind === 'part') {
    const kind = ctx.app.registry.parts.get(item.partKind ?? '');
    if (!kind)
      return label(`这个版本不认识“${item.partKind}”这类配置`, `This release does not know configuration of the kind "${item.partKind}"`);
    if ((kind.of === 'object') !== (item.object !== ''))
      return kind.of === 'object'
        ? label('缺少所属对象', 'Its object is not named')
        : label('它不属于单个对象', 'It does not belong to one object');
  }
  if (item.object && !known(item.object)) return no(item.object);
  if (item.kind === 'object' && !ctx.meta.object(item.name) && !isCustomName(item.name))
    return label('自定义对象的名称以 x_ 开头', 'The name of a custom object begins with x_');
  if (item.kind === 'field') {
    const targets = [item.body.object, ...((item.body.objects as unknown[] | undefined) ?? [])].filter((one) => typeof one === 'string');
    const target = targets.find((one) => !known(one));
    if (target) return no(target);
    const shipped = ctx.app.registry.objects.get(item.object);
    if (shipped && !shipped.fields[item.name] && !isCustomName(item.name))
      return label(`“${item.object}”没有标准字段“${item.name}”`, `"${item.object}" has no standard field "${item.name}"`);
    if (!shipped && item.name !== 'name' && !isCustomName(item.name))
      return label('自定义字段的名称以 x_ 开头', 'The name of a custom field begins with x_');
  }
  return undefined;
}

/** Compares a package with what the company has. Pure but for what it is handed; what items say is checked when they are made. */
export function planOf(ctx: Context, { file, state, known, take, skip, installed }: PlanInput): Plan {
  const items: PlanItem[] = [];
  const missing: { place: string; message: Label }[] = [];
  const inFile = new Set(file.objects.filter((one) => one.definition).map((one) => one.name));
  const wanted = itemsOf(file).filter((item) => !skip.has(item.key));
  const kindLabel = (kind: string | undefined) => (kind ? (ctx.app.registry.parts.get(kind)?.label ?? null) : null);
  const chosen = (key: string) => take === 'all' || take.has(key);
  (file.requires ?? []).forEach((name, index) => {
    if (!installed.has(name))
      missing.push({
        place: `requires[${index}]`,
        message: label(`需要先安装配置包“${name}”`, `The package "${name}" must be installed first`),
      });
  });
  for (const item of wanted) {
    const held = state.byKey.get(item.key);
    const { key, kind, object, name, place } = item;
    const base = { key, kind, object, name, place, label: labelOf(item.body) ?? labelOf(held?.body), kindLabel: kindLabel(item.partKind) };
    const lack = lacking(ctx, item, inFile);
    if (lack) missing.push({ place, message: lack });
    const no = obstacle(ctx, item, held, state);
    if (no) {
      items.push({ ...base, change: 'conflict', reason: no, ...difference(held?.body ?? {}, item.body) });
      continue;
    }
    const was = known[key];
    const theirs = !was || was.source !== checksum(item.body);
    const mine = was !== undefined && (held ? checksum(held.body) : 'gone') !== was.state;
    if (!held && mine && !chosen(key)) {
      items.push({ ...base, change: 'kept', reason: label('公司已删除它', 'The company has removed it'), is: item.body });
    } else if (!held) items.push({ ...base, change: 'new', is: item.body });
    else if (covers(held.body, item.body) || (was && !theirs && !mine)) items.push({ ...base, change: 'same' });
    else if (mine && !chosen(key)) {
      const reason = theirs
        ? label('公司和配置包都改过', 'Changed both by the company and by the package')
        : label('公司改过，配置包没有变', 'Changed by the company; the package has not changed');
      items.push({ ...base, change: 'kept', reason, ...difference(held.body, item.body) });
    } else items.push({ ...base, change: 'changed', ...difference(held.body, item.body) });
  }
  const here = new Set(wanted.map((item) => item.key));
  for (const key of Object.keys(known)) {
    const held = state.byKey.get(key);
    if (here.has(key) || skip.has(key) || !held) continue;
    const { kind, object, name, partKind } = held;
    items.push({
      key,
      kind,
      object,
      name,
      place: '',
      label: labelOf(held.body),
      kindLabel: kindLabel(partKind),
      change: 'removed',
      was: held.body,
    });
  }
  return { items, missing };
}
