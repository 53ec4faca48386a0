/** Sizes on the map, in its own units: pixels at full size. */
export const card = { width: 176, height: 88 } as const;
/** Wide enough for the words on a line between neighbours. */
const gap = { x: 64, y: 64 } as const;
const margin = 24;
const perRow = 5;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Person {
  readonly id: string;
  readonly contact: string;
  readonly x: number | null;
  readonly y: number | null;
}

export interface Edge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly strength: number | null;
}

/** How many people stand above somebody by 汇报给; a ring ends where it began. */
function levelOf(contact: string, above: ReadonlyMap<string, string>): number {
  const seen = new Set([contact]);
  for (let at = above.get(contact); at !== undefined && !seen.has(at); at = above.get(at)) seen.add(at);
  return seen.size - 1;
}

/** About how wide a sign is, in parts of the size of its letters: those of Chinese fill their square. */
const widthOf = (sign: string) => (/[\u2e80-\uffef]/.test(sign) ? 1 : 0.58);

/** As much of a line as has room, with an ellipsis where it is cut: letters in a drawing run on beyond their card. */
export function fitting(text: string, width: number, size: number): string {
  const signs = [...text];
  const total = signs.reduce((sum, sign) => sum + widthOf(sign), 0);
  let room = width / size;
  if (total <= room) return text;
  room -= 1;
  let kept = '';
  for (const sign of signs) {
    room -= widthOf(sign);
    if (room < 0) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** Where each card stands, by contact: where somebody has put it, else by level of who reports to whom, five in a row. */
export function placesOf(people: readonly Person[], edges: readonly Edge[]): ReadonlyMap<string, Place> {
  const here = new Set(people.map(({ contact }) => contact));
  const above = new Map(
    edges.filter(({ kind, from, to }) => kind === 'reportsTo' && here.has(from) && here.has(to)).map(({ from, to }) => [from, to]),
  );
  const levels = Map.groupBy(people, ({ contact }) => levelOf(contact, above));
  const rows = [...levels.keys()]
    .sort((a, b) => a - b)
    .flatMap((level) => {
      const all = levels.get(level) ?? [];
      return Array.from({ length: Math.ceil(all.length / perRow) }, (_, row) => all.slice(row * perRow, (row + 1) * perRow));
    });
  const places = new Map<string, Place>();
  for (const [row, list] of rows.entries())
    for (const [column, { contact, x, y }] of list.entries()) {
      const given = x !== null && y !== null;
      places.set(contact, given ? { x, y } : { x: margin + column * (card.width + gap.x), y: margin + row * (card.height + gap.y) });
    }
  return places;
}

/** The whole map, with room around the outermost cards. */
export function sizeOf(places: Iterable<Place>): { readonly width: number; readonly height: number } {
  let [width, height] = [640, 240];
  for (const { x, y } of places) {
    width = Math.max(width, x + card.width + margin);
    height = Math.max(height, y + card.height + margin);
  }
  return { width, height };
}

/** A line between two cards, from border to border. */
export function lineBetween(from: Place, to: Place): { readonly start: Place; readonly end: Place; readonly middle: Place } {
  const center = ({ x, y }: Place) => ({ x: x + card.width / 2, y: y + card.height / 2 });
  const [a, b] = [center(from), center(to)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  // how much of the way lies inside a card
  const inside = Math.min(dx === 0 ? 1 : card.width / 2 / Math.abs(dx), dy === 0 ? 1 : card.height / 2 / Math.abs(dy), 0.5);
  const at = (share: number) => ({ x: a.x + dx * share, y: a.y + dy * share });
  return { start: at(inside), end: at(1 - inside), middle: at(0.5) };
}

/** Half of the room that the words on a line take. */
const words = { x: 26, y: 10 } as const;
/** Parts of a line at which its words may stand, the best first. */
const stands = [0.5, 0.35, 0.65, 0.2, 0.8, 0.9, 0.1];

/** Where the words on a line stand: in its middle, or where no card lies in the way. */
export function wordsAt(from: Place, to: Place, cards: Iterable<Place>): Place {
  const { start, end, middle } = lineBetween(from, to);
  const all = [...cards];
  const isFree = ({ x, y }: Place) =>
    all.every((one) => x + words.x < one.x || x - words.x > one.x + card.width || y + words.y < one.y || y - words.y > one.y + card.height);
  const along = stands.map((share) => ({ x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share }));
  return along.find(isFree) ?? middle;
}
