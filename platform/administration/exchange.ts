import type { Option } from '../module/index.ts';

/** One option that gives way to another in one field; `to` null: to nothing. */
export interface Exchange {
  readonly from: string;
  readonly to: string | null;
  /** Whether a path of a condition, seen from the object it belongs to, is the field: `x_grade`, or `account.x_grade` of a contact. */
  readonly isField: (path: string, object: string) => boolean;
}

/** A key of a list exchanged: the new one stands once, at the old one's place. */
export function exchangeKeys(keys: readonly unknown[], from: string, to: string | null): unknown[] {
  return [...new Set(keys.flatMap((key) => (key === from ? (to === null ? [] : [to]) : [key])))];
}

export const exchangeDefault = (value: unknown, from: string, to: string | null): unknown =>
  Array.isArray(value) ? exchangeKeys(value, from, to) : value === from ? to : value;

/** Conditions that ask for what is not there: without the option they ask for an empty value. */
const negative = new Set(['ne', 'notIn']);

function exchangeCondition(node: Readonly<Record<string, unknown>>, { from, to }: Exchange): Record<string, unknown> {
  const { value, ...rest } = node;
  const empty = { ...rest, op: negative.has(String(node.op)) ? 'isNotNull' : 'isNull' };
  if (Array.isArray(value)) {
    if (!value.includes(from)) return node;
    const next = exchangeKeys(value, from, to);
    return next.length === 0 ? empty : { ...node, value: next };
  }
  if (value !== from) return node;
  return to === null ? empty : { ...node, value: to };
}

/** Any configuration with the value exchanged in the conditions on the field, however deep they lie; `object` is whose conditions they are. */
export function exchangeIn(config: unknown, object: string, exchange: Exchange): unknown {
  if (Array.isArray(config)) return config.map((part) => exchangeIn(part, object, exchange));
  if (typeof config !== 'object' || config === null) return config;
  const node = config as Readonly<Record<string, unknown>>;
  const of = typeof node.object === 'string' ? node.object : object;
  if (typeof node.field === 'string' && 'value' in node && exchange.isField(node.field, of)) return exchangeCondition(node, exchange);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, exchangeIn(value, of, exchange)]));
}

/** What a record type offers of a field; where nothing is left it offers what others offer. */
export function exchangeOffered(
  offered: Readonly<Record<string, readonly string[]>> | undefined,
  field: string,
  from: string,
  to: string | null,
): Record<string, unknown> | undefined {
  const keys = offered?.[field];
  if (!offered || !keys?.includes(from)) return undefined;
  const { [field]: _, ...rest } = offered;
  const next = exchangeKeys(keys, from, to);
  return next.length === 0 ? rest : { ...rest, [field]: next };
}

/** The conditions of a dependent option: offered for the new value where it was for the old one. */
export const exchangeWhen = (option: Option, from: string, to: string | null): Option =>
  option.when?.includes(from) ? { ...option, when: exchangeKeys(option.when, from, to) as string[] } : option;

type Rules = Readonly<Record<string, { readonly next?: readonly string[] }>>;

/** Where a stage leads: to the new one where it led to the old one, and never to itself. */
export function exchangeNext<T extends { readonly next?: readonly string[] }>(stage: T, own: string, from: string, to: string | null): T {
  if (!stage.next?.includes(from)) return stage;
  return { ...stage, next: exchangeKeys(stage.next, from, to).filter((key) => key !== own) };
}

/** A record type's own rules by stage: those of the old stage go, the others lead to the new one. */
export function exchangeRules(rules: Rules, from: string, to: string | null): Rules {
  const kept = Object.entries(rules).filter(([key]) => key !== from);
  return Object.fromEntries(kept.map(([key, rule]) => [key, exchangeNext(rule, key, from, to)]));
}

/** Whether a formula names an option by its key or one of its labels. */
export function formulaNames(text: string, field: string, option: Pick<Option, 'key' | 'label'>): boolean {
  const hasField = new RegExp(`(^|[^A-Za-z0-9_])${field}($|[^A-Za-z0-9_])`).test(text);
  return hasField && [option.key, option.label.zh, option.label.en].some((name) => new RegExp(`["'“]${literally(name)}["'”]`).test(text));
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
