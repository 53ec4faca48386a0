import type { ReactNode } from 'react';
import { Menu } from './Menu.tsx';

export interface DialNumber {
  /** What the number is called, such as 手机. */
  readonly label: string;
  readonly number: string;
}

const hrefOf = (number: string) => `tel:${number.replace(/[^\d+]/g, '')}`;

/** Rings somebody up: with one number at once, with several after asking which. Nothing where there is none. */
export function Dial({
  label,
  numbers,
  children,
}: {
  readonly label: string;
  readonly numbers: readonly DialNumber[];
  readonly children: ReactNode;
}) {
  const [first, ...others] = numbers;
  if (!first) return null;
  if (others.length === 0)
    return (
      <a className="btn pri" href={hrefOf(first.number)} aria-label={`${label} ${first.number}`} title={first.number}>
        {children}
      </a>
    );
  const items = numbers.map(({ label: name, number }) => ({
    key: name,
    label: number,
    hint: name,
    onSelect: () => window.location.assign(hrefOf(number)),
  }));
  return (
    <Menu label={label} align="end" groups={[{ key: 'numbers', items }]}>
      {(props) => (
        <button {...props} type="button" className="btn pri" aria-label={label}>
          {children}
        </button>
      )}
    </Menu>
  );
}
