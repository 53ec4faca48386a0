import { paths, type RecordData, useLabel } from '@huanke/platform/ui';
import { useNavigate } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { Thread } from './Thread.tsx';
import '../web.css';

/** The thread on the page of one of its letters. */
export function ThreadPanel({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const navigate = useNavigate();
  return (
    <section className="mail-panel" aria-label={text(texts.thread)}>
      <h2>{text(texts.thread)}</h2>
      <Thread id={record.id} onGone={() => void navigate({ to: paths.list('emailMessage') })} />
    </section>
  );
}
