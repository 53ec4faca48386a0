import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import pdfmake from 'pdfmake';
import type { PrintDocument } from '../document.ts';
import { mergeWord, type WordWork } from '../word/merge.ts';
import { fontCoverage, withVisible } from './glyphs.ts';
import { layOut } from './layout.ts';

/** What the worker is asked; its answer is the file's bytes, or why there are none. */
export type Work = { readonly kind: 'pdf'; readonly document: PrintDocument } | ({ readonly kind: 'word' } & WordWork);

export type WorkAnswer = { readonly bytes: Uint8Array } | { readonly failed: string };

const fontFile = (weight: string) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`));
const regular = fontFile('400Regular');
const bold = fontFile('700Bold');

let covers: ((code: number) => boolean) | undefined;

/** The same data with every text made of signs the font has. */
function visible<T>(value: T): T {
  covers ??= fontCoverage(readFileSync(regular));
  const has = covers;
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return withVisible(one, has);
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== 'object' || one === null || one instanceof Uint8Array) return one;
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, walk(item)]));
  };
  return walk(value) as T;
}

async function makePdf(document: PrintDocument): Promise<Uint8Array> {
  const { title, blocks } = document;
  const shown = {
    ...visible({ ...document, blocks: [] }),
    title,
    blocks: blocks.map((block) => (block.type === 'code' ? block : visible(block))),
  };
  return pdfmake.createPdf(layOut(shown)).getBuffer();
}

pdfmake.setFonts({ Noto: { normal: regular, bold, italics: regular, bolditalics: bold } });
// nothing is ever fetched, and of the disk nothing but the fonts is read
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path === regular || path === bold);

parentPort?.on('message', async (work: Work) => {
  let answer: WorkAnswer;
  try {
    answer = { bytes: work.kind === 'pdf' ? await makePdf(work.document) : await mergeWord(work) };
  } catch (error) {
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
