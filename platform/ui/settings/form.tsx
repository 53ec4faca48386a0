import { type FormEvent, useRef, useState } from 'react';
import { ApiError } from '../data/api.ts';
import { Icon } from '../primitives/Icon.tsx';
import { explain } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';

/** Sends a form once; refusals come back beside their fields, the first of them focused. */
export function useSubmit(work: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const run = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      if (cause.status >= 400 && cause.status < 500) setError(cause);
      else toast.error(cause);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    } finally {
      setBusy(false);
    }
  };
  return {
    form,
    busy,
    error,
    run: () => void run(),
    onSubmit: (event: FormEvent) => {
      event.preventDefault();
      void run();
    },
    /** The server's word on one field. */
    problem: (field: string) => error?.errors.find((one) => one.field === field || one.field.startsWith(`${field}.`))?.message,
  };
}

/** Writes on the version the form was filled from. Where others were quicker that is refused, and saving once more keeps what was typed here. */
export function useVersion(version: number | undefined, latest: () => Promise<number | undefined>) {
  const seen = useRef(version);
  return async (write: (options: { ifMatch?: number }) => Promise<unknown>): Promise<void> => {
    try {
      await write(seen.current === undefined ? {} : { ifMatch: seen.current });
    } catch (error) {
      if (error instanceof ApiError && error.isConflict) seen.current = await latest();
      throw error;
    }
  };
}

/** What went wrong with the form as a whole; problems of the fields named are shown at these. */
export function FormProblem({ error, fields }: { readonly error: ApiError | null; readonly fields: readonly string[] }) {
  if (!error) return null;
  const elsewhere = error.errors.filter(
    (problem) => !fields.some((field) => problem.field === field || problem.field.startsWith(`${field}.`)),
  );
  if (error.errors.length > 0 && elsewhere.length === 0) return null;
  return (
    <p className="alert bad" role="alert">
      <Icon name="warn" />
      <span>{elsewhere.map((problem) => problem.message).join('；') || explain(error).title}</span>
    </p>
  );
}
