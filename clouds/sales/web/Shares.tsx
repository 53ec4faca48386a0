import { useFormat } from '@huanke/platform/ui';
import { decimal, widthOf } from './money.ts';
import './shares.css';

/** `rest`: what is not there yet; it has no part of the bar. */
export type Tone = 'ok' | 'brand' | 'bad' | 'late1' | 'late2' | 'late3' | 'late4' | 'rest';

export interface Share {
  readonly key: string;
  /** Hundredths. */
  readonly units: bigint;
  readonly tone: Tone;
}

/** Parts of a sum as one bar; what they are is said in words beside it. */
export function ShareBar({ parts }: { readonly parts: readonly Share[] }) {
  const whole = parts.reduce((all, { units }) => all + units, 0n);
  return (
    <div className="sharebar" aria-hidden="true">
      {parts.map(
        ({ key, units, tone }) =>
          units > 0n && tone !== 'rest' && <i key={key} className={`tone-${tone}`} style={{ width: widthOf(units, whole) }} />,
      )}
    </div>
  );
}

/** Parts of a sum as one bar, each with its amount. */
export function Shares({
  parts,
  currency,
}: {
  readonly parts: readonly (Share & { readonly label: string })[];
  readonly currency: string | undefined;
}) {
  const format = useFormat();
  return (
    <div className="sharesum">
      <ShareBar parts={parts} />
      <ul className="sharelist">
        {parts.map(({ key, label, units, tone }) => (
          <li key={key} className={`tone-${tone}`}>
            <span className="note">{label}</span> {format.money(decimal(units), currency)}
          </li>
        ))}
      </ul>
    </div>
  );
}
