import { shareArc, stepArcs } from './ring.ts';

interface Common {
  readonly size?: number;
  readonly color?: string;
  /** Said to screen readers. Leave out where the same word or number stands beside the ring. */
  readonly label?: string;
}
type RingProps = Common & ({ readonly steps: number; readonly done: number } | { readonly share: number });

/** The ring: equal arcs for steps (`steps`, `done`), one arc for a share of 1 (`share`). Never the only sign, never turning. */
export function Ring(props: RingProps) {
  const { size = 16, color = 'var(--c-brand)', label } = props;
  const width = size <= 16 ? 3 : size <= 20 ? 3.4 : 4;
  const center = size / 2;
  const radius = center - width / 2 - 0.3;
  const arcs = 'steps' in props ? stepArcs(props.done, props.steps, radius) : [shareArc(props.share, radius)];
  const isShare = 'share' in props;
  const turn = `rotate(-90 ${center} ${center})`;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where a word stands beside it
    <svg
      className="ring"
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      focusable="false"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {isShare && <circle cx={center} cy={center} r={radius} fill="none" stroke="var(--ring-track)" strokeWidth={width} />}
      {arcs.map((arc) => (
        <circle
          key={arc.offset}
          cx={center}
          cy={center}
          r={radius}
          fill="none"
          stroke={arc.filled ? color : 'var(--ring-track)'}
          strokeWidth={width}
          strokeDasharray={arc.dash}
          strokeDashoffset={arc.offset}
          strokeLinecap={isShare && !arc.dash.startsWith('0 ') ? 'round' : 'butt'}
          transform={turn}
        />
      ))}
    </svg>
  );
}
