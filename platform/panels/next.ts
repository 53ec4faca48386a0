import type { Context, Suggestion } from '../module/index.ts';
import { mayRead } from './needs.ts';

const MOST = 3;

/** The three things most worth doing about a record, of what all modules find; the weightiest first. */
export async function nextActions(ctx: Context, object: string, record: string): Promise<Suggestion[]> {
  const found: Suggestion[] = [];
  for (const { of, needs, suggest } of ctx.app.registry.nextActions)
    if (of === object && mayRead(ctx, needs)) found.push(...(await suggest(ctx, record)));
  // each other record is named once, for its weightiest reason
  const once = new Map<string, Suggestion>();
  for (const one of found.sort((a, b) => b.weight - a.weight)) {
    const key = one.record.id === record ? one.title.zh : one.record.id;
    if (!once.has(key)) once.set(key, one);
  }
  return [...once.values()].slice(0, MOST);
}
