import { Button } from './Button.tsx';
import './work-bar.css';

/** How far work is that goes on by itself. `share`: 0 … 1. */
export function WorkBar({
  share,
  text,
  note,
  cancel,
}: {
  readonly share: number;
  readonly text: string;
  readonly note?: string;
  readonly cancel?: { readonly label: string; readonly run: () => void };
}) {
  return (
    <div className="work-bar" role="status">
      <span>{text}</span>
      <div className="bar" aria-hidden="true">
        <i style={{ width: `${Math.max(Math.round(share * 100), 4)}%` }} />
      </div>
      {note && <p className="note">{note}</p>}
      {cancel && <Button onClick={cancel.run}>{cancel.label}</Button>}
    </div>
  );
}
