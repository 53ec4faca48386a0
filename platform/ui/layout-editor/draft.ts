import type { Label, LayoutFieldMeta, LayoutMeta, LayoutSectionMeta, ObjectMeta } from '../data/meta.ts';
import { type Steps, step } from '../data/steps.ts';

/** A layout as it is stored, with the roles it is for. */
export interface LayoutBody extends Omit<LayoutMeta, 'name'> {
  readonly recordTypes: readonly string[];
  readonly roles: readonly string[];
  readonly highlights: readonly string[];
  readonly sections: readonly LayoutSectionMeta[];
}

/** A layout being edited, with changes to the fields themselves that are published along with it. */
export interface Draft {
  readonly layout: LayoutBody;
  readonly fields: Readonly<Record<string, { readonly label: Label; readonly help?: Label }>>;
}

/** Where a field lies: the bar of highlights, a section, or nowhere. */
export const HIGHLIGHTS = 'highlights';
export const OUT = 'out';
export const MOST_HIGHLIGHTS = 7;

export interface Place {
  readonly zone: string;
  readonly index: number;
}

/** The layout an object has as shipped: what the first own layout begins with. */
export function shippedLayout(meta: ObjectMeta, label: Label): LayoutBody {
  return {
    label,
    recordTypes: [],
    roles: [],
    highlights: (meta.highlights ?? []).slice(0, MOST_HIGHLIGHTS),
    sections: (meta.sections ?? []).map((section, index) => ({
      key: section.key ?? `section${index + 1}`,
      label: section.label,
      columns: section.columns ?? 2,
      fields: section.fields.filter((name) => !name.includes('.')).map((name) => ({ name })),
    })),
  };
}

/** A stored layout without fields that are gone. */
export function cleaned(layout: LayoutBody, meta: ObjectMeta): LayoutBody {
  const has = (name: string) => meta.fields.some((field) => field.name === name.split('.')[0]);
  const list = (names: readonly string[] | undefined) => names?.filter(has) ?? [];
  return {
    ...layout,
    highlights: list(layout.highlights),
    sections: layout.sections.map((section) => ({ ...section, fields: section.fields.filter((field) => has(field.name)) })),
    listColumns: list(layout.listColumns),
    searchFields: list(layout.searchFields),
    compactFields: list(layout.compactFields),
    boardFields: list(layout.boardFields),
  };
}

export function placesOf(layout: LayoutBody, name: string): readonly Place[] {
  const high = layout.highlights.indexOf(name);
  const inside = layout.sections.flatMap((section) => {
    const index = section.fields.findIndex((field) => field.name === name);
    return index < 0 ? [] : [{ zone: section.key, index }];
  });
  return [...(high < 0 ? [] : [{ zone: HIGHLIGHTS, index: high }]), ...inside];
}

export function fieldIn(layout: LayoutBody, name: string): LayoutFieldMeta | undefined {
  return layout.sections.flatMap((section) => section.fields).find((field) => field.name === name);
}

const insert = <T>(list: readonly T[], index: number, item: T): readonly T[] => [...list.slice(0, index), item, ...list.slice(index)];

/**
 * Puts a field at a place; `from` is where it was taken. A field stands in one section at most and may stand among the highlights besides,
 * so a drag from a section to the highlights leaves the section as it is. Without an effect the layout itself comes back.
 */
export function moveField(layout: LayoutBody, name: string, to: Place, from: string = OUT): LayoutBody {
  if (to.zone === HIGHLIGHTS) {
    const at = layout.highlights.indexOf(name);
    if (at < 0 && layout.highlights.length >= MOST_HIGHLIGHTS) return layout;
    const rest = layout.highlights.filter((one) => one !== name);
    const index = at >= 0 && at < to.index ? to.index - 1 : to.index;
    return at === index ? layout : { ...layout, highlights: insert(rest, Math.min(index, rest.length), name) };
  }
  const isHighlight = from === HIGHLIGHTS;
  const highlights = isHighlight && to.zone === OUT ? layout.highlights.filter((one) => one !== name) : layout.highlights;
  if (to.zone === OUT && isHighlight) return { ...layout, highlights };
  const known = fieldIn(layout, name) ?? { name };
  const old = placesOf(layout, name).find(({ zone }) => zone !== HIGHLIGHTS);
  if (to.zone === OUT && !old) return layout;
  const sections = layout.sections.map((section) => {
    const fields = section.fields.filter((field) => field.name !== name);
    if (section.key !== to.zone) return fields.length === section.fields.length ? section : { ...section, fields };
    const index = old && old.zone === to.zone && old.index < to.index ? to.index - 1 : to.index;
    return { ...section, fields: insert(fields, Math.min(index, fields.length), known) };
  });
  if (old && old.zone === to.zone && (to.index === old.index || to.index === old.index + 1)) return layout;
  return { ...layout, highlights, sections };
}

/** One step of the arrow keys: within its zone, and at its ends into the section beside it. */
export function stepField(layout: LayoutBody, name: string, zone: string, step: 1 | -1): LayoutBody {
  const place = placesOf(layout, name).find((one) => one.zone === zone);
  if (!place) return layout;
  const length = zone === HIGHLIGHTS ? layout.highlights.length : (layout.sections.find(({ key }) => key === zone)?.fields.length ?? 0);
  const next = place.index + step;
  if (next >= 0 && next < length) return moveField(layout, name, { zone, index: step > 0 ? next + 1 : next }, zone);
  if (zone === HIGHLIGHTS) return layout;
  const beside = layout.sections[layout.sections.findIndex(({ key }) => key === zone) + step];
  return beside ? moveField(layout, name, { zone: beside.key, index: step > 0 ? 0 : beside.fields.length }, zone) : layout;
}

export function updateField(layout: LayoutBody, name: string, change: Partial<LayoutFieldMeta>): LayoutBody {
  const merged = (field: LayoutFieldMeta) =>
    Object.fromEntries(
      Object.entries({ ...field, ...change }).filter(([, value]) => value !== undefined && value !== false && value !== ''),
    ) as unknown as LayoutFieldMeta;
  return {
    ...layout,
    sections: layout.sections.map((section) => ({
      ...section,
      fields: section.fields.map((field) => (field.name === name ? merged(field) : field)),
    })),
  };
}

export function updateSection(layout: LayoutBody, key: string, change: Partial<LayoutSectionMeta>): LayoutBody {
  return {
    ...layout,
    sections: layout.sections.map((section) => {
      if (section.key !== key) return section;
      const { visibleWhen, ...rest } = { ...section, ...change };
      return visibleWhen ? { ...rest, visibleWhen } : rest;
    }),
  };
}

export function addSection(layout: LayoutBody, label: Label): LayoutBody {
  const taken = new Set(layout.sections.map(({ key }) => key));
  let number = layout.sections.length + 1;
  while (taken.has(`section${number}`)) number += 1;
  return { ...layout, sections: [...layout.sections, { key: `section${number}`, label, columns: 2, fields: [] }] };
}

export function removeSection(layout: LayoutBody, key: string): LayoutBody {
  return { ...layout, sections: layout.sections.filter((section) => section.key !== key) };
}

export function moveSection(layout: LayoutBody, key: string, index: number): LayoutBody {
  const at = layout.sections.findIndex((section) => section.key === key);
  const section = layout.sections[at];
  if (!section) return layout;
  const to = Math.max(0, Math.min(at < index ? index - 1 : index, layout.sections.length - 1));
  return to === at
    ? layout
    : {
        ...layout,
        sections: insert(
          layout.sections.filter((one) => one !== section),
          to,
          section,
        ),
      };
}

/** How many things differ: fields that moved or were set otherwise, sections, lists. */
export function countChanges(before: Draft, after: Draft): number {
  const flat = (layout: LayoutBody) => {
    const { sections, ...rest } = layout;
    const entries: [string, string][] = Object.entries(rest)
      .filter(([, value]) => !Array.isArray(value) || value.length > 0)
      .map(([key, value]) => [key, JSON.stringify(value)]);
    for (const { fields, ...section } of sections) {
      entries.push([`section ${section.key}`, JSON.stringify(section)]);
      for (const field of fields) entries.push([`field ${field.name}`, JSON.stringify([section.key, field])]);
      entries.push([`order ${section.key}`, fields.map(({ name }) => name).join()]);
    }
    return new Map(entries);
  };
  const [a, b] = [flat(before.layout), flat(after.layout)];
  const changed = [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
  const real = changed.filter((key) => !key.startsWith('order '));
  // an order alone is a change of its own only when nothing came or went there
  const orders = changed.filter((key) => key.startsWith('order ') && !real.some((other) => other.startsWith('field ')));
  return real.length + orders.length + Object.keys(after.fields).length;
}

/** What was, is and will be: undo goes back, redo forth. */
export type History = Steps<Draft>;

export function change(history: History, next: Draft): History {
  return next.layout === history.now.layout && next.fields === history.now.fields ? history : step(history, next);
}
