import type { Language } from '../kernel/index.ts';
import type { Align, Page } from './types.ts';

/** Letters that look alike; a page number is only known when all is laid out. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly underline?: boolean;
}

/** Ready to be drawn: every value is a text, every picture its bytes. Plain data, as it goes to another thread. */
export type Ready =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly align: Align; readonly runs: readonly Run[] }
  | {
      readonly type: 'text';
      readonly align: Align;
      readonly size: number | undefined;
      readonly indent: boolean;
      readonly paragraphs: readonly (readonly Run[])[];
    }
  | {
      readonly type: 'fields';
      readonly columns: number;
      readonly border: boolean;
      readonly items: readonly { readonly label: string; readonly value: string }[];
    }
  | {
      readonly type: 'table';
      readonly head: readonly { readonly text: string; readonly align: Align; readonly width: number | undefined }[];
      readonly rows: readonly (readonly string[])[];
      readonly sums: readonly string[] | undefined;
      readonly empty: string;
    }
  | { readonly type: 'image'; readonly data: Uint8Array | undefined; readonly width: number; readonly align: Align }
  | { readonly type: 'seal'; readonly data: Uint8Array | undefined; readonly width: number; readonly x: number; readonly y: number }
  | {
      readonly type: 'code';
      readonly kind: 'qr' | 'code128' | 'ean13';
      readonly text: string;
      readonly width: number;
      readonly align: Align;
      readonly readable: boolean;
    }
  | { readonly type: 'signature'; readonly parties: readonly { readonly title: string; readonly lines: readonly string[] }[] }
  | { readonly type: 'space'; readonly height: number }
  | { readonly type: 'line' }
  | { readonly type: 'pageBreak' };

/** Texts of a header or footer; `\u0001` stands for the page's number and `\u0002` for the number of pages. */
export interface ReadyBand {
  readonly left: string;
  readonly center: string;
  readonly right: string;
  readonly line: boolean;
}

export const pageMark = '\u0001';
export const pagesMark = '\u0002';

export interface PrintDocument {
  readonly title: string;
  readonly author: string;
  readonly language: Language;
  readonly page: Page;
  readonly header: ReadyBand | undefined;
  readonly footer: ReadyBand | undefined;
  readonly blocks: readonly Ready[];
  /** What stands where a picture or a code can not be drawn. */
  readonly broken: string;
}
