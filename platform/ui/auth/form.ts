import { type FormEvent, useRef, useState } from 'react';
import { ApiError } from '../data/api.ts';

export type Problems = Readonly<Record<string, string | undefined>>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Only catches slips of the hand; the server decides. */
export function looksLikeEmail(text: string): boolean {
  return EMAIL.test(text.trim());
}

/** As looksLikeEmail: eleven digits and what is written between them and before. */
export function looksLikeMobile(text: string): boolean {
  return /^[\d\s()+.-]+$/.test(text) && text.replace(/\D/g, '').length >= 11;
}

/** A small form of text fields: checks on leaving a field, all on submit with focus on the first problem, then the server's own words. */
export function useAuthForm<K extends string>({
  fields,
  check,
  send,
}: {
  readonly fields: readonly K[];
  readonly check: (field: K, value: string) => string | undefined;
  readonly send: (values: Readonly<Record<K, string>>) => Promise<void>;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  const textIn = (field: K) => {
    const control = form.current?.elements.namedItem(field);
    return control instanceof HTMLInputElement ? control.value : '';
  };
  const focus = (field: string | undefined) => {
    const control = field === undefined ? null : form.current?.elements.namedItem(field);
    if (control instanceof HTMLElement) control.focus();
  };

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setFailure(null);
    const found = Object.fromEntries(fields.map((field) => [field, check(field, textIn(field))])) as Problems;
    setProblems(found);
    const first = fields.find((field) => found[field]);
    if (first) return focus(first);
    setBusy(true);
    try {
      await send(Object.fromEntries(fields.map((field) => [field, textIn(field)])) as Record<K, string>);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const mine = error.errors.filter((problem) => fields.includes(problem.field as K));
      setProblems(Object.fromEntries(mine.map((problem) => [problem.field, problem.message])));
      if (mine.length === 0) setFailure(error);
      focus(mine[0]?.field);
    } finally {
      setBusy(false);
    }
  }

  /** The text of one field if it is right, by `own` in place of the form's check; else the problem is shown there and it has the focus. */
  function need(field: K, own = (value: string) => check(field, value)): string | undefined {
    const text = textIn(field).trim();
    const problem = own(text);
    setProblems((before) => ({ ...before, [field]: problem }));
    if (!problem) return text;
    focus(field);
    return undefined;
  }

  const bind = (field: K) => ({
    name: field,
    // An empty field that is merely passed through is no problem yet.
    onBlur: () => setProblems((before) => ({ ...before, [field]: textIn(field) ? check(field, textIn(field)) : before[field] })),
  });
  return { form, problems, failure, busy, bind, need, submit: (event: FormEvent) => void submit(event) };
}
