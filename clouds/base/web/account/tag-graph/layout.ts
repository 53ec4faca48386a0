/** Sizes in the units of the drawing: pixels at full size. */
export const sizes = {
  account: { width: 96, height: 40 },
  group: { width: 64, height: 28 },
  tag: { width: 100, height: 28 },
  other: { width: 160, height: 28 },
} as const;

export type NodeKind = keyof typeof sizes;

/** What is to be drawn: a node, and what is unfolded below it. */
export interface Twig {
  readonly key: string;
  readonly kind: NodeKind;
  readonly below: readonly Twig[];
}

/** Where a node stands: its upper left corner, and its size. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly spots: ReadonlyMap<string, Spot>;
  /** Lines between nodes, as paths of SVG. */
  readonly lines: readonly { readonly key: string; readonly path: string }[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const margin = 12;
/** Between the account, its groups and their tags, at the least. */
const apart = 10;
const half = sizes.account.width / 2 + apart + sizes.group.width + apart + sizes.tag.width + margin;
/** Narrower than that there is no room for rings. */
export const narrowestRings = 2 * half;
const otherColumn = sizes.other.width + 40;
const row = { tag: 36, group: 34, other: 34 } as const;

const spotAt = (kind: NodeKind, { x, y }: Point): Spot => {
  const { width, height } = sizes[kind];
  return { x: x - width / 2, y: y - height / 2, width, height };
};

/** Keeps the order from top to bottom, and at least so much between neighbours, around where they wanted to be. */
export function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const placed: number[] = [];
  for (const [at, { y }] of order.entries()) placed.push(at === 0 ? y : Math.max(y, (placed[at - 1] ?? 0) + gap));
  const drift = order.reduce((sum, { y }, at) => sum + (placed[at] ?? 0) - y, 0) / Math.max(1, order.length);
  const result: number[] = [];
  for (const [at, { index }] of order.entries()) result[index] = (placed[at] ?? 0) - drift;
  return result;
}

/** A place on the outer ring: of a tag, or kept free for a group that is folded. */
interface Slot {
  readonly group: Twig;
  readonly tag: Twig | null;
}

const slotsOf = (group: Twig): readonly Slot[] =>
  group.below.length > 0 ? group.below.map((tag) => ({ group, tag })) : [{ group, tag: null }];

/** The account in the middle, its groups around it, their tags around these; what else carries a tag stands in a column at the right. */
export function rings(root: Twig, width: number): Drawing {
  const slots = root.below.flatMap(slotsOf);
  const others = slots.flatMap(({ tag }) => (tag ? tag.below.map((twig) => ({ twig, from: tag.key })) : []));
  const area = Math.max(narrowestRings, others.length > 0 ? width - otherColumn : width);
  const rows = Math.ceil(slots.length / 2);
  const gap = Math.max(row.tag, Math.min(72, 216 / Math.max(1, rows)));
  const height = Math.max(rows * gap, others.length * row.other, 160) + 2 * margin;
  const centre = { x: area / 2, y: height / 2 };
  const radius = { x: Math.min(area / 2 - sizes.tag.width / 2 - margin, 260), y: (rows * gap) / 2 / 0.85 };
  const points = new Map<string, Point>([[root.key, centre]]);
  // down on the right, and up again on the left
  const places = slots.map((slot, at) => {
    const side = at < rows ? 1 : -1;
    const place = side > 0 ? at : slots.length - 1 - at;
    const y = (place - ((side > 0 ? rows : slots.length - rows) - 1) / 2) * gap;
    const nearest = half - sizes.tag.width / 2 - margin;
    return { ...slot, side, y, x: Math.max(nearest, radius.x * Math.sqrt(Math.max(0, 1 - (y / radius.y) ** 2))) };
  });
  for (const { tag, side, x, y } of places) if (tag) points.set(tag.key, { x: centre.x + side * x, y: centre.y + y });
  for (const side of [1, -1]) placeGroups(points, { side, centre, places, groups: root.below });
  for (const [at, { twig }] of others.entries())
    points.set(twig.key, { x: area + otherColumn / 2, y: centre.y + (at - (others.length - 1) / 2) * row.other });
  const links = [
    ...root.below.map((group) => [root.key, group.key] as const),
    ...slots.flatMap(({ group, tag }) => (tag ? [[group.key, tag.key] as const] : [])),
    ...others.map(({ twig, from }) => [from, twig.key] as const),
  ];
  return { width: area + (others.length > 0 ? otherColumn : 0), height, spots: spotsOf(root, points), lines: straight(links, points) };
}

interface Groups {
  readonly side: number;
  readonly centre: Point;
  readonly places: readonly { readonly group: Twig; readonly side: number; readonly y: number }[];
  readonly groups: readonly Twig[];
}

/** Groups whose middle tag is on this side, between the account and that tag. */
function placeGroups(points: Map<string, Point>, { side, centre, places, groups }: Groups): void {
  const here = groups.flatMap((group) => {
    const own = places.filter((place) => place.group === group);
    const middle = own[Math.floor((own.length - 1) / 2)];
    return middle?.side === side ? [{ group, y: middle.y / 2 }] : [];
  });
  const ys = spread(
    here.map(({ y }) => y),
    row.group,
  );
  const x = sizes.account.width / 2 + apart + sizes.group.width / 2;
  for (const [at, { group }] of here.entries()) points.set(group.key, { x: centre.x + side * x, y: centre.y + (ys[at] ?? 0) });
}

function all(twig: Twig): Twig[] {
  return [twig, ...twig.below.flatMap(all)];
}

const spotsOf = (root: Twig, points: ReadonlyMap<string, Point>): ReadonlyMap<string, Spot> =>
  new Map(all(root).map(({ key, kind }) => [key, spotAt(kind, points.get(key) ?? { x: 0, y: 0 })]));

const straight = (links: readonly (readonly [string, string])[], points: ReadonlyMap<string, Point>): Drawing['lines'] =>
  links.map(([from, to]) => {
    const [a, b] = [points.get(from) ?? { x: 0, y: 0 }, points.get(to) ?? { x: 0, y: 0 }];
    return { key: `${from} ${to}`, path: `M${a.x} ${a.y}L${b.x} ${b.y}` };
  });

const line = { height: 44, inset: 4, indent: 24, side: 8 } as const;

/** One below the other, further in from level to level: for narrow places, with room for a thumb on each line. */
export function lines(root: Twig, width: number): Drawing {
  const spots = new Map<string, Spot>();
  const paths: { key: string; path: string }[] = [];
  const walk = (twig: Twig, depth: number, above: Twig | null) => {
    const x = line.side + depth * line.indent;
    const y = spots.size * line.height + line.inset;
    spots.set(twig.key, { x, y, width: width - x - line.side, height: line.height - 2 * line.inset });
    const from = above && spots.get(above.key);
    if (from)
      paths.push({
        key: `${above.key} ${twig.key}`,
        path: `M${from.x + line.indent / 2} ${from.y + from.height}V${y + line.height / 2 - line.inset}H${x}`,
      });
    for (const child of twig.below) walk(child, depth + 1, twig);
  };
  walk(root, 0, null);
  return { width, height: spots.size * line.height, spots, lines: paths };
}

/** A text cut to what fits: characters of Chinese are 14 wide, others about 8. */
export function cut(text: string, width: number): string {
  let used = 0;
  const wide = (char: string) => (/[⺀-鿿＀-￯]/.test(char) ? 14 : 8);
  const fits = [...text].findIndex((char) => {
    used += wide(char);
    return used > width;
  });
  return fits < 0 ? text : `${[...text].slice(0, Math.max(1, fits - 1)).join('')}…`;
}
