import { TemplateHandler } from 'easy-template-x';

/** Texts by tag as it is written, and by list one such record for each row. */
export type WordData = { readonly [tag: string]: string | readonly Readonly<Record<string, string>>[] };

export interface WordWork {
  readonly file: Uint8Array;
  readonly data: WordData;
}

/** Fills a Word document. Data is text only, so that nothing of it is ever taken for markup of the library's own. */
export async function mergeWord({ file, data }: WordWork): Promise<Uint8Array> {
  const handler = new TemplateHandler({
    delimiters: { tagStart: '{{', tagEnd: '}}', containerTagOpen: '#', containerTagClose: '/', tagOptionsStart: '[[', tagOptionsEnd: ']]' },
    skipEmptyTags: false,
    scopeDataResolver: ({ strPath, data: all }) => find(all as WordData, strPath),
  });
  return handler.process(Buffer.from(file), data as never);
}

/** A tag in a loop is looked for in its row only; dots and bars in a tag are part of its name. */
function find(data: WordData, path: readonly string[]): string | Record<string, string>[] {
  const names = path.map((one) => one.trim());
  const [first = '', index, field] = names;
  const value = data[first];
  if (typeof value === 'string' || value === undefined) return value ?? '';
  return index === undefined || field === undefined ? [...value] : (value[Number(index)]?.[field] ?? '');
}
