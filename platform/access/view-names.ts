import type { FieldMeta, ObjectMeta, Option, Part } from '../module/index.ts';

type Fields = ReadonlyMap<string, ReadonlyMap<string, FieldMeta>>;
type List = NonNullable<ObjectMeta['list']>;

/** Takes every word of hidden fields out of what is said about the others. */
export interface NameCleaner {
  /** Whether a path can be asked for: every step is there, and none but the last is masked. */
  knows(object: string, path: string): boolean;
  names(object: string, list: readonly string[]): readonly string[];
  field(object: string, field: FieldMeta): FieldMeta;
  list(object: string, list: List): List;
  parts(object: ObjectMeta): ObjectMeta['parts'];
}

interface Conditional {
  readonly visibleWhen?: string;
  readonly requiredWhen?: string;
}

interface LayoutPart {
  readonly listColumns: readonly string[];
  readonly sections: readonly (Conditional & { readonly fields: readonly (Conditional & { readonly name: string })[] })[];
}

const keyedByField = ['options', 'stages', 'rules'] as const;
type TypePart = Partial<Record<(typeof keyedByField)[number], Readonly<Record<string, unknown>>>>;

const withoutWhen = ({ when: _when, ...option }: Option): Option => option;

/** `hidden`: what is not in `fields`, whichever object it is of: a formula that so much as seems to name one is not shown. */
export function nameCleaner(fields: Fields, hidden: readonly FieldMeta[]): NameCleaner {
  const words = [...new Set(hidden.flatMap(({ name, label }) => [name, label.zh, label.en]))].filter((word) => word !== '');
  const tells = (text: unknown): boolean => typeof text === 'string' && words.some((word) => text.includes(word));

  const knows = (object: string, path: string): boolean => {
    let at = fields.get(object);
    const steps = path.split('.');
    return steps.every((step, index) => {
      const field = at?.get(step);
      at = field && fields.get(field.object ?? field.type);
      return field !== undefined && (index === steps.length - 1 || field.masked === undefined);
    });
  };
  /** Nor can records be put in order or groups by what is masked. */
  const asks = (object: string, name: string) => knows(object, name) && fields.get(object)?.get(name)?.masked === undefined;
  const names = (object: string, list: readonly string[]) => list.filter((name) => knows(object, name));

  const option = (object: string, given: Option): Option => {
    const { checks, requires, ...rest } = given;
    const open = checks?.filter(({ condition }) => !tells(condition));
    return {
      ...rest,
      ...(open?.length ? { checks: open } : {}),
      ...(requires ? { requires: requires.filter((name) => knows(object, name)) } : {}),
    };
  };
  const withoutConditions = <T extends Conditional>(given: T): T => {
    const { visibleWhen, requiredWhen, ...rest } = given;
    return {
      ...rest,
      ...(visibleWhen && !tells(visibleWhen) ? { visibleWhen } : {}),
      ...(requiredWhen && !tells(requiredWhen) ? { requiredWhen } : {}),
    } as T;
  };
  const layout = (object: ObjectMeta, given: LayoutPart): LayoutPart => ({
    ...given,
    listColumns: names(object.name, given.listColumns),
    sections: given.sections.map((section) => ({ ...withoutConditions(section), fields: section.fields.map(withoutConditions) })),
  });
  const recordType = (object: ObjectMeta, given: TypePart): TypePart => {
    const made: TypePart = { ...given };
    for (const key of keyedByField) {
      const entries = Object.entries(given[key] ?? {}).filter(([name, value]) => knows(object.name, name) && !tells(JSON.stringify(value)));
      if (given[key]) made[key] = Object.fromEntries(entries);
    }
    return made;
  };

  return {
    knows,
    names,
    field(object, field) {
      if (words.length === 0) return field;
      const { dependsOn, rollup, base, ...rest } = field;
      const controlled = dependsOn !== undefined && knows(object, dependsOn);
      return {
        ...rest,
        ...(controlled ? { dependsOn } : {}),
        ...(base && knows(object, base.currency) && knows(object, base.amount) ? { base } : {}),
        ...(rollup ? { rollup: { ...rollup, ...(tells(JSON.stringify(rollup)) ? { of: undefined, filter: undefined } : {}) } } : {}),
        ...(tells(field.formula) ? { formula: '' } : {}),
        ...(tells(JSON.stringify(field.default)) ? { default: undefined } : {}),
        ...(field.options
          ? { options: field.options.map((one) => option(object, controlled || dependsOn === undefined ? one : withoutWhen(one))) }
          : {}),
      } as FieldMeta;
    },
    list(object, { board, card, columns, sort }) {
      return {
        columns: names(object, columns),
        ...(card ? { card: names(object, card) } : {}),
        ...(board !== undefined && asks(object, board) ? { board } : {}),
        ...(sort ? { sort: sort.filter((key) => asks(object, key.field)) } : {}),
      };
    },
    parts(object) {
      if (words.length === 0) return object.parts;
      const clean = (kind: string, part: Part): Part => {
        if (kind === 'layout') return { ...part, definition: layout(object, part.definition as LayoutPart) };
        return kind === 'recordType' ? { ...part, definition: recordType(object, part.definition as TypePart) } : part;
      };
      return new Map([...object.parts].map(([kind, parts]) => [kind, parts.map((part) => clean(kind, part))]));
    },
  };
}
