import { useRecordQuery } from '@huanke/platform/ui';
import { filled, lengthOf, signed } from '../../domain/sms-text.ts';
import type { Preview } from './data.ts';

export interface Chosen {
  readonly template: string;
  /** What the sender has written over what came from the record, by variable. */
  readonly values: Readonly<Record<string, string>>;
}

/** A template that may be used. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly content: string;
}

export function useTemplates(): { readonly data: readonly Template[] | undefined } {
  const { data } = useRecordQuery('smsTemplate', {
    fields: ['id', 'name', 'provider', 'content'],
    filter: { field: 'active', op: 'eq', value: true },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 200,
  });
  const records = data?.pages.flatMap((page) => page.records);
  return {
    data: records?.map((record) => ({
      id: record.id,
      name: String(record['name']),
      provider: String(record['provider']),
      content: String(record['content'] ?? ''),
    })),
  };
}

/** A message as it will arrive. */
export interface Message {
  readonly values: Readonly<Record<string, string>>;
  readonly whole: string;
  readonly characters: number;
  readonly segments: number;
}

/** The message of a template with what fills it; undefined until both are known. */
export function messageOf(
  templates: readonly Template[] | undefined,
  chosen: Chosen,
  preview: Pick<Preview, 'signature' | 'variables'> | undefined,
): Message | undefined {
  const template = templates?.find(({ id }) => id === chosen.template);
  if (!template || !preview) return undefined;
  const values = Object.fromEntries(preview.variables.map(({ name, value }) => [name, chosen.values[name] ?? value]));
  const whole = signed(preview.signature, filled(template.provider, template.content, values));
  return { values, whole, ...lengthOf(whole) };
}
