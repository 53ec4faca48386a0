import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'brand' | 'violet' | 'plum' | 'line';

/** A word on a tint: `<Tag tone="warn">审批中</Tag>`. Colour never speaks alone. */
export function Tag({
  tone = 'neutral',
  small = false,
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly small?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`tag${tone === 'neutral' ? '' : ` ${tone}`}${small ? ' s20' : ''}`} title={title}>
      {children}
    </span>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  green: 'ok',
  amber: 'warn',
  red: 'bad',
  teal: 'info',
  blue: 'brand',
  violet: 'violet',
  plum: 'plum',
};

/** The tone of a picklist colour from metadata; anything unknown is neutral. */
export function toneOf(color: string | null | undefined): Tone {
  return (color && TONES[color]) || 'neutral';
}
