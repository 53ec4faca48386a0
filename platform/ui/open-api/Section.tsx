import type { ReactNode } from 'react';

/** A part of the page: what it is for, its one action, its list. */
export function Section({
  id,
  title,
  text,
  actions,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="card api-section" aria-labelledby={id}>
      <header className="row">
        <h2 id={id}>{title}</h2>
        <span className="sp" />
        {actions}
      </header>
      <p className="sub">{text}</p>
      {children}
    </section>
  );
}
