import bwipjs from 'bwip-js/node';
import type { Content, ContentText, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type PrintDocument, pageMark, pagesMark, type Ready, type ReadyBand, type Run } from '../document.ts';
import type { Align } from '../types.ts';

/** Points of a millimetre. */
const mm = 72 / 25.4;
const points = (millimetres: number) => Math.round(millimetres * mm * 100) / 100;
const grey = '#595959';
const rule = '#8c8c8c';
/** A row of more letters than this may be parted between pages: it could be higher than one. */
const tallRow = 900;

interface Frame {
  readonly doc: PrintDocument;
  readonly width: number;
}

const paper = { A3: [297, 420], A4: [210, 297], A5: [148, 210], LETTER: [215.9, 279.4] } as const;

/** The document as the PDF writer takes it. */
export function layOut(doc: PrintDocument): TDocumentDefinitions {
  const { page } = doc;
  const { top, right, bottom, left } = page.margins;
  const [short, long] = paper[page.size];
  const width = points((page.orientation === 'portrait' ? short : long) - left - right);
  const frame = { doc, width };
  const blocks = doc.blocks.at(-1)?.type === 'pageBreak' ? doc.blocks.slice(0, -1) : doc.blocks;
  return {
    pageSize: page.size,
    pageOrientation: page.orientation,
    pageMargins: [points(left), points(top), points(right), points(bottom)],
    info: { title: doc.title, author: doc.author, creator: 'Huanke CRM', producer: 'Huanke CRM' },
    // screen readers and tabs of readers name the document by its title
    ...({ lang: doc.language, displayTitle: true } as object),
    defaultStyle: { font: 'Noto', fontSize: page.fontSize, lineHeight: 1.3 },
    ...(doc.header ? { header: band(doc.header, frame, { inset: left, top: Math.max(4, top * 0.45) }) } : {}),
    ...(doc.footer ? { footer: band(doc.footer, frame, { inset: left, top: Math.max(2, bottom * 0.3) }) } : {}),
    content: blocks.map((block) => draw(block, frame)),
  };
}

function band(texts: ReadyBand, { doc, width }: Frame, place: { inset: number; top: number }) {
  const isFooter = texts === doc.footer;
  const stroke: Content = {
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: width, y2: 0, lineWidth: 0.5, lineColor: rule }],
    margin: [0, 2, 0, 2],
  };
  return (page: number, pages: number): Content => {
    const cell = (text: string, alignment: Align): ContentText => ({
      text: text.replaceAll(pageMark, String(page)).replaceAll(pagesMark, String(pages)),
      alignment,
      fontSize: 8.5,
      color: grey,
    });
    const parts = (['left', 'center', 'right'] as const).filter((side) => texts[side] !== '');
    const columns: Content = { columns: parts.map((side) => cell(texts[side], side)), columnGap: 8 };
    const line = texts.line ? [stroke] : [];
    return {
      margin: [points(place.inset), points(place.top), 0, 0],
      stack: isFooter ? [...line, fixed(columns, width)] : [fixed(columns, width), ...line],
    };
  };
}

/** Bands run over the whole page; this holds them to the width of the text. */
const fixed = (content: Content, width: number): Content => ({
  layout: 'noBorders',
  table: { widths: [width - 0.1], body: [[content]] },
});

const runsOf = (runs: readonly Run[]): Content[] =>
  runs.map(({ text, bold, underline }) => ({ text, ...(bold ? { bold } : {}), ...(underline ? { decoration: 'underline' } : {}) }));

function draw(block: Ready, frame: Frame): Content {
  const base = frame.doc.page.fontSize;
  switch (block.type) {
    case 'heading': {
      const size = base * headings[block.level];
      return {
        text: runsOf(block.runs),
        fontSize: size,
        bold: true,
        alignment: block.align,
        margin: [0, block.level === 1 ? 0 : 6, 0, block.level === 1 ? 8 : 4],
        ...({ outline: true, outlineText: block.runs.map(({ text }) => text).join(''), outlineExpanded: true } as object),
      };
    }
    case 'text':
      return {
        stack: block.paragraphs.map((runs) => ({
          text: runs.length === 0 ? ' ' : runsOf(runs),
          alignment: block.align,
          ...(block.size ? { fontSize: block.size } : {}),
          ...(block.indent ? { leadingIndent: (block.size ?? base) * 2 } : {}),
          margin: [0, 0, 0, 2] as [number, number, number, number],
        })),
        margin: [0, 0, 0, 4],
      };
    case 'fields':
      return fieldGrid(block);
    case 'table':
      return list(block);
    case 'image':
      return block.data
        ? { image: pictureUrl(block.data), width: points(block.width), alignment: block.align, margin: [0, 0, 0, 6] }
        : { text: frame.doc.broken, color: grey, alignment: block.align };
    case 'seal':
      return block.data
        ? {
            // over the text and taking no room: whatever follows stands where it would without it
            image: pictureUrl(block.data),
            width: points(block.width),
            relativePosition: { x: points(block.x), y: points(block.y) },
          }
        : { text: '' };
    case 'code':
      return code(block, frame);
    case 'signature':
      return signature(block.parties);
    case 'space':
      return { text: '', margin: [0, points(block.height), 0, 0], lineHeight: 0.01, fontSize: 1 };
    case 'line':
      return {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: frame.width, y2: 0, lineWidth: 0.6, lineColor: rule }],
        margin: [0, 4, 0, 6],
      };
    case 'pageBreak':
      return { text: '', pageBreak: 'after' };
  }
}

function fieldGrid({ columns, border, items }: Extract<Ready, { type: 'fields' }>): Content {
  const rows: Content[][] = [];
  for (let at = 0; at < items.length; at += columns) {
    const row = Array.from({ length: columns }, (_, index) => items[at + index]).flatMap((item): Content[] => [
      { text: item?.label ?? '', color: grey, ...(border ? { fillColor: item ? '#f5f5f5' : '#ffffff' } : {}) },
      { text: item?.value ?? '' },
    ]);
    rows.push(row);
  }
  const widths = Array.from({ length: columns * 2 }, (_, index) => (index % 2 === 0 ? 'auto' : '*'));
  return {
    table: { widths, body: rows, dontBreakRows: !isTall(items.map(({ value }) => value)) },
    layout: border ? grid : bare,
    margin: [0, 2, 0, 8],
  };
}

const isTall = (texts: readonly string[]) => texts.some((text) => text.length > tallRow);

const padding = { paddingTop: () => 3, paddingBottom: () => 2 };
const grid = { hLineWidth: () => 0.5, vLineWidth: () => 0.5, hLineColor: () => rule, vLineColor: () => rule, ...padding };
const bare = { hLineWidth: () => 0, vLineWidth: () => 0, paddingLeft: (index: number) => (index % 2 === 0 ? 0 : 4), ...padding };

function list({ head, rows, sums, empty }: Extract<Ready, { type: 'table' }>): Content {
  const cell = (text: string, index: number, more: object = {}): Content => ({ text, alignment: head[index]?.align ?? 'left', ...more });
  const body: Content[][] = [
    head.map(({ text }, index) => cell(text, index, { bold: true, fillColor: '#f0f0f0' })),
    ...rows.map((row) => row.map((text, index) => cell(text, index))),
  ];
  if (rows.length === 0)
    body.push([
      { text: empty, colSpan: head.length, alignment: 'center', color: grey } as Content,
      ...head.slice(1).map((): Content => ''),
    ]);
  if (sums) body.push(sums.map((text, index) => cell(text, index, { bold: true })));
  return {
    table: {
      headerRows: 1,
      // the head never stands alone at the foot of a page
      keepWithHeaderRows: 1,
      dontBreakRows: !rows.some(isTall),
      widths: head.map(({ width }) => (width === undefined ? '*' : points(width))),
      body,
    },
    layout: grid,
    margin: [0, 2, 0, 8],
  };
}

const headings = { 1: 1.75, 2: 1.3, 3: 1.1 } as const;
const codeNames = { qr: 'qrcode', code128: 'code128', ean13: 'ean13' } as const;

function code(block: Extract<Ready, { type: 'code' }>, { doc }: Frame): Content {
  if (block.text === '') return { text: '' };
  try {
    const svg = bwipjs.toSVG({ bcid: codeNames[block.kind], text: block.text, ...(block.kind === 'qr' ? {} : { height: 12 }) });
    return {
      stack: [
        { svg, width: points(block.width), alignment: block.align },
        ...(block.readable ? [{ text: block.text, fontSize: 8.5, color: grey, alignment: block.align } as Content] : []),
      ],
      margin: [0, 2, 0, 6],
    };
  } catch {
    // the text can not stand in this kind of code: thirteen digits with the right last one, say
    return { text: `${doc.broken} ${block.text}`, color: grey, alignment: block.align };
  }
}

function signature(parties: Extract<Ready, { type: 'signature' }>['parties']): Content {
  return {
    columns: parties.map(({ title, lines }) => ({
      width: '*',
      stack: [
        { text: title, bold: true, margin: [0, 0, 0, 6] as [number, number, number, number] },
        ...lines.map((line) => ({ text: line, margin: [0, 0, 0, 8] as [number, number, number, number] })),
      ],
    })),
    columnGap: 24,
    unbreakable: true,
    margin: [0, 14, 0, 8],
  } as Content;
}

const pictureUrl = (data: Uint8Array) =>
  `data:image/${data[0] === 0x89 ? 'png' : 'jpeg'};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`;
