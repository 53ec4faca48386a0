import type { Label } from '../data/meta.ts';
import type { Filter } from '../data/records.ts';

export type BlockType = 'heading' | 'text' | 'fields' | 'table' | 'image' | 'seal' | 'code' | 'signature' | 'space' | 'line' | 'pageBreak';
export const blockTypes: readonly BlockType[] = [
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
];

/** A block as the server takes it; what it holds depends on its type. */
export type BlockBody = { readonly type: BlockType } & Readonly<Record<string, unknown>>;
type StoredBlock = BlockBody | { readonly type: 'condition'; readonly when: Filter; readonly blocks: readonly StoredBlock[] };

/** A block in the designer: one flat list, each block with the condition under which it is printed. */
export interface Item {
  readonly id: number;
  readonly when?: Filter;
  readonly block: BlockBody;
}

export interface TemplateBody {
  readonly label: Label;
  readonly active: boolean;
  readonly format: 'pdf' | 'word';
  readonly fileName?: string;
  readonly language?: string;
  readonly file?: string;
  readonly page?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly footer?: Readonly<Record<string, unknown>>;
  readonly blocks?: readonly StoredBlock[];
}

let lastId = 0;
export const newItem = (block: BlockBody, when?: Filter): Item => {
  lastId += 1;
  return { id: lastId, block, ...(when ? { when } : {}) };
};

/** Conditions around several blocks become one on each of them: it means the same and is easier to see. */
export function toItems(blocks: readonly StoredBlock[], when?: Filter): Item[] {
  return blocks.flatMap((block) =>
    block.type === 'condition' && 'blocks' in block
      ? toItems(block.blocks as readonly StoredBlock[], when ? { and: [when, block.when as Filter] } : (block.when as Filter))
      : [newItem(block as BlockBody, when)],
  );
}

/** Neighbours with the same condition stand together under it. */
export function toBlocks(items: readonly Item[]): StoredBlock[] {
  const blocks: StoredBlock[] = [];
  let open: { when: string; blocks: StoredBlock[] } | undefined;
  for (const { when, block } of items) {
    if (!when) {
      open = undefined;
      blocks.push(block);
    } else if (open && open.when === JSON.stringify(when)) open.blocks.push(block);
    else {
      open = { when: JSON.stringify(when), blocks: [block] };
      blocks.push({ type: 'condition', when, blocks: open.blocks });
    }
  }
  return blocks;
}

/** Moves an item before the place it is dropped at. */
export function moveTo(items: readonly Item[], id: number, index: number): readonly Item[] {
  const from = items.findIndex((item) => item.id === id);
  const item = items[from];
  if (!item) return items;
  const rest = items.filter((one) => one !== item);
  const at = index > from ? index - 1 : index;
  return [...rest.slice(0, at), item, ...rest.slice(at)];
}

/** What a new block begins with. */
export function freshBlock(
  type: BlockType,
  title: string,
  lists: readonly { readonly name: string; readonly columns: readonly string[] }[],
  say: (key: string) => string,
): BlockBody {
  switch (type) {
    case 'heading':
      return { type, text: say('fresh.heading'), level: 2 };
    case 'text':
      return { type, text: say('fresh.text') };
    case 'fields':
      return { type, columns: 2, border: true, items: [{ field: title }] };
    case 'table':
      return { type, list: lists[0]?.name ?? '', numbered: true, columns: (lists[0]?.columns ?? []).map((field) => ({ field })) };
    case 'image':
      return { type, source: 'logo', width: 40 };
    case 'seal':
      return { type, source: 'logo', width: 42, x: 20, y: -25 };
    case 'code':
      return { type, kind: 'qr', text: `{{${title}}}`, width: 30 };
    case 'signature':
      return {
        type,
        parties: ['first', 'second'].map((key) => ({ title: say(`fresh.${key}`), lines: [say('fresh.signed'), say('fresh.date')] })),
      };
    case 'space':
      return { type, height: 8 };
    default:
      return { type };
  }
}

/** Where the server finds each item in what `toBlocks` makes: `blocks[2].blocks[0]`. */
export function placesOf(items: readonly Item[]): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  let [index, inside, open] = [-1, 0, ''];
  for (const { id, when } of items) {
    const condition = when ? JSON.stringify(when) : '';
    if (condition === '' || condition !== open) [index, inside] = [index + 1, 0];
    else inside += 1;
    open = condition;
    places.set(id, condition ? `blocks[${index}].blocks[${inside}]` : `blocks[${index}]`);
  }
  return places;
}
