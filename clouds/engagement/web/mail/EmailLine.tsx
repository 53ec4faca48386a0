import { paths, type RecordData, Tag, useLabel } from '@huanke/platform/ui';
import { Line } from '@huanke/platform/ui/timeline';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { texts } from '../texts.ts';
import { nameOf, Snippet } from './parts.tsx';
import { ThreadDrawer } from './ThreadDrawer.tsx';
import '../web.css';

/** A letter in the timeline of whom it concerns: who wrote to whom, how it begins, and the thread behind it. */
export function EmailLine({ at, record }: { readonly at: string; readonly record: RecordData }) {
  const text = useLabel();
  const [open, setOpen] = useState(false);
  const subject = String(record['subject'] ?? '') || text(texts.noSubject);
  return (
    <Line icon="mail" at={at}>
      <p className="w">
        <b>{nameOf(record['from'])}</b> {text(record['direction'] === 'out' ? texts.wrote : texts.received)}
        <i className="dot" />
        <Link to={paths.record('emailMessage', record.id)}>{subject}</Link>{' '}
        {record['isPrivate'] === true && (
          <Tag tone="line" small>
            {text(texts.private)}
          </Tag>
        )}
      </p>
      <Snippet content={record['content']} />
      <button type="button" className="lnk" onClick={() => setOpen(true)}>
        {text(texts.open)}
      </button>
      {open && <ThreadDrawer id={record.id} title={subject} onClose={() => setOpen(false)} />}
    </Line>
  );
}
