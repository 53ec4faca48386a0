import { apiUrl, Button, useLabel } from '@huanke/platform/ui';
import { useRef, useState } from 'react';
import type { Letter } from '../data.ts';
import { fill, texts } from '../texts.ts';

const SMALLEST = 80;

/**
 * What a letter says. HTML stands in a frame without scripts, on a page of its own whose policy lets nothing load from elsewhere; pictures
 * of others come only when asked for.
 */
export function Body({ letter }: { readonly letter: Letter }) {
  const text = useLabel();
  const frame = useRef<HTMLIFrameElement>(null);
  const [pictures, setPictures] = useState(false);
  const [height, setHeight] = useState(SMALLEST);
  if (!letter.hasHtml) return <p className="mail-text">{letter.content ?? ''}</p>;
  const measure = () => setHeight(Math.max(SMALLEST, (frame.current?.contentDocument?.documentElement.scrollHeight ?? 0) + 2));
  return (
    <>
      {letter.hasRemotePictures && !pictures && (
        <p className="note mail-pictures">
          {text(texts.remotePictures)}
          <Button kind="link" onClick={() => setPictures(true)}>
            {text(texts.showPictures)}
          </Button>
        </p>
      )}
      <iframe
        ref={frame}
        className="mail-body"
        title={fill(text(texts.formOf), { subject: letter.subject ?? text(texts.noSubject) })}
        src={apiUrl(`/emails/${letter.id}/body`, pictures ? { images: '1' } : {})}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        style={{ height }}
        onLoad={measure}
      />
    </>
  );
}
