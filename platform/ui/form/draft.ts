import { readLocal, writeLocal } from '../data/local.ts';
import { queryClient } from '../data/query-client.ts';
import { sessionQuery } from '../data/session.ts';

/** What was typed into a form and not yet saved, kept on this device for one person, company and object. */
export interface Draft {
  readonly at: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const MONTH = 30 * 86_400_000;

function keyOf(form: string): string {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  return `draft.${session?.tenant.id ?? ''}.${session?.user.id ?? ''}.${form}`;
}

export function readDraft(form: string): Draft | null {
  const draft = readLocal<Draft | null>(keyOf(form), null);
  return draft && Date.now() - Date.parse(draft.at) < MONTH ? draft : null;
}

export function writeDraft(form: string, values: Readonly<Record<string, unknown>>): void {
  writeLocal(keyOf(form), { at: new Date().toISOString(), values });
}

export function dropDraft(form: string): void {
  if (readLocal<Draft | null>(keyOf(form), null) !== null) writeLocal(keyOf(form), null);
}
