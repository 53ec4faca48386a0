import { type ReactNode, useId } from 'react';
import type { ChoiceChange, ChoiceView } from './data.ts';

/** What each part of the form is given. */
export interface PartProps {
  readonly view: ChoiceView;
  readonly save: (change: ChoiceChange) => void;
}

/** A tick with its words. */
export function Check({
  checked,
  label,
  onChange,
}: {
  readonly checked: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <label className="set-check">
      <input type="checkbox" className="cb" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="notice-choice" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
