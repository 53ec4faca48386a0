import { Link } from '@tanstack/react-router';
import type { Figure } from '../format/number.ts';
import './charts.css';

/** Where a figure leads, as `listLink` gives it. */
export interface LinkTarget {
  readonly to: string;
  readonly search?: Record<string, unknown>;
}

/** A large figure that opens the records behind it; the exact value is its tip. */
export function FigureLink({
  figure,
  link,
  unit,
}: {
  readonly figure: Figure;
  readonly link?: LinkTarget | undefined;
  readonly unit?: string;
}) {
  const small = [figure.unit, unit].filter(Boolean).join('');
  const text = (
    <>
      {figure.sign}
      {figure.digits}
      {small && <small>{small}</small>}
    </>
  );
  return link ? (
    <Link {...link} className="kfig" title={figure.title}>
      {text}
    </Link>
  ) : (
    <span className="kfig" title={figure.title}>
      {text}
    </span>
  );
}
