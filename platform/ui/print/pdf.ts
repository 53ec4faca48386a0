import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

/** A page as a picture, and what it says for those who do not see it. */
export interface PagePicture {
  readonly url: string;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** More pages are not drawn; the file has them all. */
export const MOST_PAGES = 30;

/** Draws the pages of a PDF. Browsers on phones and inside of WeChat show no PDF of their own in a page. */
export async function drawPdf(bytes: Uint8Array, width: number, signal: AbortSignal): Promise<{ pages: PagePicture[]; total: number }> {
  // the library takes the buffer away from its owner
  const task = getDocument({ data: bytes.slice() });
  try {
    const pdf = await task.promise;
    const pages: PagePicture[] = [];
    for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES) && !signal.aborted; number++) {
      const page = await pdf.getPage(number);
      const scale = (width * Math.min(devicePixelRatio, 2)) / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(viewport.width);
      canvas.height = Math.round(viewport.height);
      await page.render({ canvas, viewport }).promise;
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str : '')).join('');
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (blob) pages.push({ url: URL.createObjectURL(blob), text, width: canvas.width, height: canvas.height });
    }
    return { pages, total: pdf.numPages };
  } finally {
    await task.destroy();
  }
}
