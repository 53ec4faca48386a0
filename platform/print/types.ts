import type { Label } from '../kernel/index.ts';
import type { FilterInput, SortInput } from '../records/query/index.ts';

export const paperSizes = ['A3', 'A4', 'A5', 'LETTER'] as const;
export const alignments = ['left', 'center', 'right'] as const;
export const codeKinds = ['qr', 'code128', 'ean13'] as const;
export const blockTypes = [
  'heading',
  'text',
  'fields',
  'table',
  'image',
  'seal',
  'code',
  'signature',
  'space',
  'line',
  'pageBreak',
  'condition',
] as const;

export type BlockType = (typeof blockTypes)[number];
export type Align = (typeof alignments)[number];
export type PaperSize = (typeof paperSizes)[number];

/** Lengths of a template are millimetres, sizes of letters points. */
export interface Page {
  readonly size: PaperSize;
  readonly orientation: 'portrait' | 'landscape';
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly fontSize: number;
}

/** What stands at the top or foot of every page; texts with merge fields, `{{$page}}` and `{{$pages}}` among them. */
export interface Band {
  readonly left?: string;
  readonly center?: string;
  readonly right?: string;
  readonly line?: boolean;
}

export interface FieldItem {
  readonly field: string;
  readonly label?: string;
  readonly option?: string;
}

export interface TableColumn extends FieldItem {
  /** Millimetres; columns without one share what is left. */
  readonly width?: number;
  readonly align?: Align;
  readonly sum?: boolean;
}

/** A picture of the template itself (a file), of the company, or of the record. */
export interface Picture {
  readonly source: 'logo' | 'file' | 'field';
  readonly file?: string;
  readonly field?: string;
}

export type Block =
  | { readonly type: 'heading'; readonly text: string; readonly level: 1 | 2 | 3; readonly align?: Align }
  | { readonly type: 'text'; readonly text: string; readonly align?: Align; readonly size?: number; readonly indent?: boolean }
  | { readonly type: 'fields'; readonly columns: number; readonly border: boolean; readonly items: readonly FieldItem[] }
  | {
      readonly type: 'table';
      /** Name of a related list of the object. */
      readonly list: string;
      readonly columns: readonly TableColumn[];
      readonly filter?: FilterInput;
      readonly sort?: readonly SortInput[];
      readonly numbered?: boolean;
      readonly empty?: string;
    }
  | ({ readonly type: 'image'; readonly width: number; readonly align?: Align } & Picture)
  /** Drawn over what stands before it, moved from where the text has come to. */
  | ({ readonly type: 'seal'; readonly width: number; readonly x: number; readonly y: number } & Picture)
  | {
      readonly type: 'code';
      readonly kind: (typeof codeKinds)[number];
      readonly text: string;
      readonly width: number;
      readonly align?: Align;
      readonly readable?: boolean;
    }
  | { readonly type: 'signature'; readonly parties: readonly { readonly title: string; readonly lines: readonly string[] }[] }
  | { readonly type: 'space'; readonly height: number }
  | { readonly type: 'line' }
  | { readonly type: 'pageBreak' }
  | { readonly type: 'condition'; readonly when: FilterInput; readonly blocks: readonly Block[] };

interface Common {
  readonly label: Label;
  readonly active: boolean;
  /** Name of the file without its ending, with merge fields. */
  readonly fileName?: string;
  /** Of numbers, dates and options; the reader's own when absent. */
  readonly language?: 'zh-CN' | 'en';
}

/** A template laid out here, printed as PDF. */
export interface PdfTemplate extends Common {
  readonly format: 'pdf';
  readonly page: Page;
  readonly header?: Band;
  readonly footer?: Band;
  readonly blocks: readonly Block[];
}

/** A Word document with `{{…}}` in it. */
export interface WordTemplate extends Common {
  readonly format: 'word';
  readonly file: string;
}

export type PrintTemplate = PdfTemplate | WordTemplate;

/** Most rows of one list on paper; more is refused, never cut off in silence. */
export const mostRows = 2000;
export const mostBlocks = 200;
export const pdfType = 'application/pdf';
export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
