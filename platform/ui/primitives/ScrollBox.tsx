import type { ComponentPropsWithRef } from 'react';

type Own = Omit<ComponentPropsWithRef<'section'>, 'aria-label' | 'tabIndex'>;

/** A box that scrolls by itself: it has a name, and a tab stop, without which the keyboard could not scroll it. */
export function ScrollBox({ label, ...rest }: Own & { readonly label: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  return <section {...rest} aria-label={label} tabIndex={0} />;
}
