import { type Context, metaOf } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { type AddressKind, bearersOf, type Found } from './find.ts';

/** Whom addresses mean. */
export interface Resolved {
  /** Certain: one bearer of the likeliest kind for each address, with the companies of the contacts. */
  readonly records: readonly Found[];
  /** Several bearers of one address: a person has to say which is meant, the likeliest first. */
  readonly candidates: readonly Found[];
}

const idOf = ({ object, id }: Found) => `${object} ${id}`;

/** Each record once, in the order given. */
export const distinct = (records: readonly Found[]): Found[] => [...new Map(records.map((one) => [idOf(one), one])).values()];

/**
 * Finds whom addresses or numbers (as keys) mean: contact before lead before account. Of several of one kind the one that a person has
 * said before (`said`, the records of the thread) is taken; else none is, and all are candidates.
 */
export async function resolve(ctx: Context, kind: AddressKind, keys: readonly string[], said: readonly Found[] = []): Promise<Resolved> {
  const bearers = await bearersOf(ctx, kind, keys);
  const known = new Set(said.map(idOf));
  const records: Found[] = [];
  const candidates: Found[] = [];
  for (const list of bearers.values()) {
    const likeliest = list.filter(({ object }) => object === list[0]?.object);
    const certain = likeliest.length === 1 ? likeliest : likeliest.filter((one) => known.has(idOf(one))).slice(0, 1);
    if (certain.length > 0) records.push(...certain);
    else candidates.push(...likeliest);
  }
  return { records: distinct([...records, ...(await companiesOf(ctx, records))]), candidates: distinct(candidates) };
}

/** The primary companies of contacts: who sees the company sees that its people were written to. */
export async function companiesOf(ctx: Context, records: readonly Found[]): Promise<Found[]> {
  const contacts = records.filter(({ object }) => object === 'contact').map(({ id }) => id);
  if (contacts.length === 0) return [];
  const values = await loadValues(ctx, metaOf(ctx, 'contact'), contacts);
  return contacts.flatMap((id) => {
    const account = values.get(id)?.account;
    return typeof account === 'string' ? { object: 'account', id: account } : [];
  });
}
