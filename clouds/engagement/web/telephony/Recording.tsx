import { apiUrl, Button, useLabel } from '@huanke/platform/ui';
import { useState } from 'react';
import { texts } from '../texts.ts';

/** A recording is fetched only when somebody wants to listen: that is written down. */
export function Recording({ id }: { readonly id: string }) {
  const text = useLabel();
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <p className="mail-acts">
        <Button size="sm" kind="ghost" icon="phone" onClick={() => setOpen(true)}>
          {text(texts.listen)}
        </Button>
        <span className="note">{text(texts.listenNote)}</span>
      </p>
    );
  // biome-ignore lint/a11y/useMediaCaption: a telephone call has no captions; its transcript, where there is one, stands in the record
  return <audio className="mail-audio" controls autoPlay src={apiUrl(`/calls/${id}/recording`)} aria-label={text(texts.player)} />;
}
