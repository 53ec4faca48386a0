import { type ReactNode, useId } from 'react';
import type { ChoiceChange, ChoiceView } from './data.ts';

/** What each part of the form is given. */
export interface PartProps {
  readonly view: ChoiceView;
  readonly save: (change: ChoiceChange) => void;
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
