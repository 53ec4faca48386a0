import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type FieldMeta, fieldOf, type ObjectMeta, objectQuery } from '../data/meta.ts';

/** The object behind a lookup of one record. */
export function targetObject(field: Pick<FieldMeta, 'type' | 'object' | 'many'> | undefined): string | undefined {
  if (!field || field.many) return undefined;
  if (field.type === 'user' || field.type === 'department') return field.type;
  return field.type === 'lookup' || field.type === 'masterDetail' ? field.object : undefined;
}

/** Joins the labels of a way through lookups: 客户 · 行业. What is reached through others is not changed here. */
function reached(path: string, fields: readonly FieldMeta[]): FieldMeta | undefined {
  const last = fields.at(-1);
  if (!last || fields.length === 1) return last;
  const join = (language: 'zh' | 'en') => fields.map((field) => field.label[language]).join(' · ');
  return { ...last, name: path, label: { zh: join('zh'), en: join('en') }, readOnly: true, required: false };
}

/** `account.industry` → the field, with what is known of the objects so far. */
export function fieldAt(meta: ObjectMeta, path: string, objects: ReadonlyMap<string, ObjectMeta>): FieldMeta | undefined {
  const found: FieldMeta[] = [];
  let at: ObjectMeta | undefined = meta;
  for (const part of path.split('.')) {
    const field: FieldMeta | undefined = fieldOf(at, part);
    if (!field) return undefined;
    found.push(field);
    at = objects.get(targetObject(field) ?? '');
  }
  return reached(path, found);
}

/** Objects that the first hop of any of these paths leads to, so that they can be asked for. */
function wanted(meta: ObjectMeta, paths: readonly string[], known: ReadonlyMap<string, ObjectMeta>): readonly string[] {
  const names = new Set<string>();
  for (const path of paths) {
    const parts = path.split('.');
    let at: ObjectMeta | undefined = meta;
    for (const part of parts.slice(0, -1)) {
      const target: string | undefined = targetObject(fieldOf(at, part));
      if (!target) break;
      names.add(target);
      at = known.get(target);
    }
  }
  return [...names].sort();
}

const NONE: ReadonlyMap<string, ObjectMeta> = new Map();

function useObjectMetas(names: readonly string[]): ReadonlyMap<string, ObjectMeta> {
  return useQueries({
    queries: names.map((name) => objectQuery(name)),
    combine: (answers) => {
      if (answers.length === 0) return NONE;
      return new Map(answers.flatMap(({ data }) => (data ? [[data.name, data] as const] : [])));
    },
  });
}

/** The fields these names mean, also those reached through lookups (`account.owner.name`). Unknown names are missing from the map. */
export function useFields(meta: ObjectMeta, paths: readonly string[]): ReadonlyMap<string, FieldMeta> {
  const first = useObjectMetas(wanted(meta, paths, NONE));
  const all = useObjectMetas(wanted(meta, paths, first));
  const key = paths.join(' ');
  return useMemo(() => {
    const objects = new Map([...first, ...all]);
    return new Map(
      key.split(' ').flatMap((path) => {
        const field = path ? fieldAt(meta, path, objects) : undefined;
        return field ? [[path, field] as const] : [];
      }),
    );
  }, [meta, key, first, all]);
}
