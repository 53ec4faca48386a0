import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import type { PagePicture } from './pdf.ts';
import './print.css';

interface Drawn {
  readonly pages: readonly PagePicture[];
  readonly total: number;
}

const forget = (drawn: Drawn | null) => {
  for (const page of drawn?.pages ?? []) URL.revokeObjectURL(page.url);
};

/** The pages of a PDF, one below the other, with a watermark where one is given. The old ones stay until the new ones are drawn. */
export function PdfPages({ bytes, mark }: { readonly bytes: Uint8Array; readonly mark?: string | undefined }) {
  const { t } = useTranslation('print');
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<Drawn | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    const width = Math.max(box.current?.clientWidth ?? 0, 320);
    import('./pdf.ts')
      .then(({ drawPdf }) => drawPdf(bytes, width, { signal: stop.signal, mark }))
      .then((next) => {
        if (stop.signal.aborted) return forget(next);
        forget(shown.current);
        shown.current = next;
        setDrawn(next);
        setError(null);
      })
      .catch((cause: unknown) => !stop.signal.aborted && setError(cause));
    return () => stop.abort();
  }, [bytes, mark]);
  useEffect(() => () => forget(shown.current), []);
  return (
    <div className="pdf-pages" ref={box}>
      {error !== null && <ErrorState error={error} small />}
      {!drawn && error === null && <Skeleton lines={10} />}
      {drawn?.pages.map((page, index) => (
        <figure key={page.url}>
          <img src={page.url} width={page.width} height={page.height} alt={page.text} />
          <figcaption>{t('pageOf', { page: index + 1, pages: drawn.total })}</figcaption>
        </figure>
      ))}
      {drawn && drawn.total > drawn.pages.length && <p className="note">{t('morePages', { count: drawn.total - drawn.pages.length })}</p>}
    </div>
  );
}
