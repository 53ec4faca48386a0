import type { FormulaType, ParamType } from './types.ts';

export interface Param {
  readonly name: string;
  readonly type: ParamType;
}

/** What a function takes: `lead`, then `group` any number of times, then of `last` none, some or all. */
export interface Signature {
  readonly lead: readonly Param[];
  readonly group: readonly Param[];
  readonly last: readonly Param[];
  readonly result: FormulaType | 'T' | 'R';
}

const FORM = /^(.*?)(?:\*\((.*?)\))?([^*()]*)->\s*(\w+)$/;

/**
 * Reads `text:text count:number? -> text`. `?` marks parameters that may be left out, `*(…)` a group that may be repeated; a group is
 * followed by optional parameters only.
 */
export function signature(form: string): Signature {
  const [, before = '', group = '', after = '', result = ''] = FORM.exec(form) ?? [];
  const first = params(before);
  const rest = params(after);
  return {
    lead: [...first, ...rest].filter(({ optional }) => !optional).map(({ name, type }) => ({ name, type })),
    group: params(group).map(({ name, type }) => ({ name, type })),
    last: [...first, ...rest].filter(({ optional }) => optional).map(({ name, type }) => ({ name, type })),
    result: result as Signature['result'],
  };
}

function params(text: string): (Param & { optional: boolean })[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => {
      const [name = '', type = ''] = part.replace('?', '').split(':');
      return { name, type: type as ParamType, optional: part.endsWith('?') };
    });
}

/** The parameters for `count` arguments; null when it can not take that many. */
export function paramsFor(of: Signature, count: number): readonly Param[] | null {
  for (let optional = 0; optional <= of.last.length; optional++) {
    const rest = count - of.lead.length - optional;
    if (rest < 0) continue;
    if (rest === 0) return [...of.lead, ...of.last.slice(0, optional)];
    if (of.group.length === 0 || rest % of.group.length !== 0) continue;
    const groups = Array.from({ length: rest / of.group.length }, () => of.group).flat();
    return [...of.lead, ...groups, ...of.last.slice(0, optional)];
  }
  return null;
}

/** `IFS(condition, value, …, otherwise?)` */
export function signatureText(name: string, of: Signature): string {
  const parts = [...of.lead.map((param) => param.name), ...(of.group.length > 0 ? ['…'] : []), ...of.last.map((param) => `${param.name}?`)];
  return `${name}(${parts.join(', ')})`;
}
