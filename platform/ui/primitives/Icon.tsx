import { type IconName, icons, type Shape } from './icons.ts';

function drawn(shape: Shape, index: number) {
  if (typeof shape === 'string') return <path key={index} d={shape} />;
  if ('d' in shape) return <path key={index} d={shape.d} strokeWidth={shape.w} />;
  if ('c' in shape) return <circle key={index} cx={shape.c[0]} cy={shape.c[1]} r={shape.c[2]} />;
  return <rect key={index} x={shape.r[0]} y={shape.r[1]} width={shape.r[2]} height={shape.r[3]} rx={shape.r[4]} />;
}

/** A sign from our own set. Always beside a word, or inside a control that has a name: it says nothing by itself. */
export function Icon({ name, size = 16, className }: { readonly name: IconName; readonly size?: number; readonly className?: string }) {
  return (
    <svg
      className={className ? `icon ${className}` : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {icons[name].map(drawn)}
    </svg>
  );
}

/** The ring of the product. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false" style={{ flex: 'none' }}>
      <path d="M19.4 7.2A8.8 8.8 0 1 0 20.8 12" fill="none" stroke="var(--c-brand)" strokeWidth="3.6" strokeLinecap="round" />
      <circle cx="12" cy="12" r="2.9" fill="var(--c-brand)" />
    </svg>
  );
}
