import type { FieldMeta } from '../../data/meta.ts';
import { bothLanguages } from '../field-form.ts';
import type { FieldDraft } from './parts.ts';

/** What the server adds to a field when it describes it; it never goes back. */
const described = new Set(['name', 'label', 'type', 'custom', 'system', 'readOnly', 'open', 'search']);

/** The body of the request: of a new field all that was said, of one that is there only what was changed. */
export function bodyOf({
  draft,
  stored,
  zh,
  en,
}: {
  draft: FieldDraft;
  stored: FieldMeta | null;
  zh: string;
  en: string;
}): Record<string, unknown> {
  const before = (stored ?? {}) as Readonly<Record<string, unknown>>;
  const body: Record<string, unknown> = { label: bothLanguages(zh, en), ...(stored ? {} : { type: draft.type }) };
  for (const [key, value] of Object.entries(draft)) {
    if (described.has(key) || value === undefined || JSON.stringify(value) === JSON.stringify(before[key])) continue;
    if (!stored && value === null) continue;
    body[key] = value;
  }
  return body;
}
