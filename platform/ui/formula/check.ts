import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { useSettled } from '../form/editors/lookup.ts';

export type ValueType = 'text' | 'number' | 'date' | 'datetime' | 'boolean';

const GIVEN: Readonly<Record<string, ValueType>> = {
  number: 'number',
  currency: 'number',
  percent: 'number',
  rating: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** The type a formula must give for a field of this type. */
export const valueTypeOf = (type: string | undefined): ValueType | undefined => (type ? (GIVEN[type] ?? 'text') : undefined);

/** What the server says of a formula. */
export type Check =
  | {
      readonly ok: true;
      readonly type: ValueType;
      readonly fields: readonly { readonly path: string; readonly label: Label }[];
      readonly value?: unknown;
    }
  | { readonly ok: false; readonly errors: readonly { readonly position: number; readonly length: number; readonly message: string }[] };

export interface Asked {
  readonly object: string;
  readonly formula: string;
  readonly expected?: ValueType | undefined;
  readonly record?: string | undefined;
  readonly rule?: boolean;
}

/** The word of the server on a formula while it is typed; `of` is the text it is about. Nothing of an empty one. */
export function useCheck({ object, formula, expected, record, rule }: Asked): { readonly of: string; readonly check: Check } | undefined {
  const settled = useSettled(formula, 300);
  const body = { formula: settled, ...(expected ? { expected } : {}), ...(record ? { record } : {}), ...(rule ? { rule } : {}) };
  const { data } = useQuery({
    queryKey: ['formulaCheck', object, body],
    queryFn: async ({ signal }) => ({
      of: settled,
      check: await api.post<Check>(`/meta/objects/${object}/formula/check`, body, { signal }),
    }),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  return settled.trim() === '' ? undefined : data;
}

export interface Piece {
  readonly text: string;
  readonly wrong: boolean;
}

/** The text cut where problems begin and end; a problem behind the end marks the last character. */
export function piecesOf(text: string, problems: readonly { readonly position: number; readonly length: number }[]): readonly Piece[] {
  const wrong = new Set<number>();
  for (const { position, length } of problems) {
    const from = Math.max(0, Math.min(position, text.length - 1));
    for (let at = from; at < Math.max(from + 1, position + length); at += 1) wrong.add(at);
  }
  const pieces: { text: string; wrong: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const last = pieces.at(-1);
    if (last && last.wrong === wrong.has(at)) last.text += text[at] ?? '';
    else pieces.push({ text: text[at] ?? '', wrong: wrong.has(at) });
  }
  return pieces;
}

/** What is put in for a function, and where the caret goes: between its parentheses. */
export function callOf(name: string): { readonly text: string; readonly caret: number } {
  return { text: `${name}()`, caret: name.length + 1 };
}
