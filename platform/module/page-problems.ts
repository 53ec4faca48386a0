import type { Label } from '../kernel/index.ts';
import type { ModuleDefinition } from './manifest.ts';
import type { ObjectDefinition } from './object.ts';
import type { TileDefinition, TimelineSourceDefinition } from './page.ts';

type Objects = ReadonlyMap<string, ObjectDefinition>;
type Bilingual = (where: string, label: Label | undefined) => void;

const twice = (kind: string, names: readonly string[]): string[] =>
  [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => `${kind} "${name}" is declared twice`);

const keyOf = ({ of, name }: { readonly of: string; readonly name: string }) => `${of}.${name}`;

/** What is wrong with what modules declare for pages of records: tiles, panels, next actions, sources of timelines. */
export function pageProblems(modules: readonly ModuleDefinition[], objects: Objects, bilingual: Bilingual): string[] {
  const sources = modules.flatMap((module) => module.timelineSources ?? []);
  const tiles = modules.flatMap((module) => module.tiles ?? []);
  const panels = modules.flatMap((module) => module.panels ?? []);
  const actions = modules.flatMap((module) => module.nextActions ?? []);
  for (const panel of panels) bilingual(`panel ${keyOf(panel)}`, panel.label);
  const needs = [...panels, ...actions].flatMap((one) =>
    one.needs.filter((need) => !isThere(objects, need)).map((need) => `${keyOf(one)} needs "${need}", which does not exist`),
  );
  const places = [...sources, ...tiles, ...panels, ...actions]
    .filter(({ of }) => of !== '*' && !objects.has(of))
    .map((one) => `${keyOf(one)}: there is no object "${one.of}"`);
  return [
    ...twice('timeline source', sources.map(keyOf)),
    ...twice('tile', tiles.map(keyOf)),
    ...twice('panel', panels.map(keyOf)),
    ...twice('next action', actions.map(keyOf)),
    ...places,
    ...needs,
    ...sources.flatMap((source) => sourceProblems(source, objects, bilingual)),
    ...tiles.flatMap((tile) => tileProblems(tile, objects, bilingual)),
  ];
}

function isThere(objects: Objects, need: string): boolean {
  const [object = '', field] = need.split('.');
  return objects.has(object) && (field === undefined || field in (objects.get(object)?.fields ?? {}));
}

function sourceProblems(
  { name, label, of, object, path, at, fields }: TimelineSourceDefinition,
  objects: Objects,
  bilingual: Bilingual,
): string[] {
  const where = `timeline source ${of}.${name}`;
  bilingual(where, label);
  const missing = [at, ...fields].filter((field) => !objects.get(object)?.fields[field]);
  let from: string | undefined = object;
  for (const step of path) from = objects.get(from ?? '')?.fields[step]?.object;
  return [
    ...missing.map((field) => `${where}: there is no field ${object}.${field}`),
    ...(from === of ? [] : [`${where}: ${path.join('.')} does not lead from ${object} to ${of}`]),
  ];
}

function tileProblems({ name, label, unit, of, object, sum, asks }: TileDefinition, objects: Objects, bilingual: Bilingual): string[] {
  const where = `tile ${of}.${name}`;
  bilingual(where, label);
  bilingual(`${where} unit`, unit);
  const fields = objects.get(object)?.fields;
  const named = [...asks, ...(sum ? [sum.field] : []), ...(sum?.currency ? [sum.currency] : [])];
  return [
    ...named.filter((field) => !fields?.[field]).map((field) => `${where}: there is no field ${object}.${field}`),
    ...(sum && fields?.[sum.field]?.type !== 'currency' ? [`${where}: ${object}.${sum.field} is no currency field`] : []),
  ];
}
