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

/** Lays a text aslant over the whole page, again and again: part of the picture, so that a screenshot has it too. */
function stamp(canvas: HTMLCanvasElement, text: string): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const size = Math.round(canvas.width / 34);
  pen.save();
  pen.font = `${size}px sans-serif`;
  pen.fillStyle = 'rgb(128 128 128 / 0.4)';
  const [wide, high] = [pen.measureText(text).width + size * 4, size * 8];
  const reach = Math.hypot(canvas.width, canvas.height);
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate(-25 * (Math.PI / 180));
  for (let y = -reach / 2; y < reach / 2; y += high) for (let x = -reach / 2; x < reach / 2; x += wide) pen.fillText(text, x, y);
  pen.restore();
}

/** Draws the pages of a PDF. Browsers on phones and inside of WeChat show no PDF of their own in a page. */
export async function drawPdf(
  bytes: Uint8Array,
  width: number,
  { signal, mark }: { readonly signal: AbortSignal; readonly mark?: string | undefined },
): Promise<{ pages: PagePicture[]; total: number }> {
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
      if (mark) stamp(canvas, mark);
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
