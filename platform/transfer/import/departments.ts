import { sql } from '../../database/sql.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { baseCondition } from '../../records/access.ts';
import { columnOf } from '../../storage/columns.ts';
import { nearKey } from './fold-key.ts';

interface Department {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

/** The tree of departments while an import runs: found by the names on the way down, made where they are missing. */
export interface DepartmentTree {
  /** The department at the end of the way, or undefined. A single name may stand anywhere when only one department bears it. */
  find(path: readonly string[]): Department | undefined;
  /** Names from the top that are already there, as their last department. */
  known(path: readonly string[]): { readonly department: Department | undefined; readonly depth: number };
  add(department: Department): void;
}

/** The names in a cell such as `华东区/苏州一组`. */
export function departmentPath(text: string): string[] {
  return text
    .split(/[/／>＞]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export async function loadDepartments(ctx: Context, meta: ObjectMeta): Promise<DepartmentTree> {
  const name = meta.fields.get('name');
  const parent = meta.fields.get('parent');
  if (!name || !parent) throw new Error('the object department has no name or parent');
  const rows = await ctx.query<Department>(sql`select r.id, ${columnOf('r', name).sql} as name, ${columnOf('r', parent).sql} as parent
    from ${sql.id(meta.table)} r where ${baseCondition(ctx, meta, 'r')}`);
  return departmentTree(rows);
}

export function departmentTree(rows: readonly Department[]): DepartmentTree {
  const below = new Map<string, Department[]>();
  const byName = new Map<string, Department[]>();
  const add = (department: Department) => {
    push(below, department.parent ?? '', department);
    push(byName, nearKey(department.name), department);
  };
  for (const row of rows) add(row);

  const child = (parent: string, name: string): Department | undefined => {
    const candidates = below.get(parent) ?? [];
    return candidates.find((one) => one.name === name) ?? only(candidates.filter((one) => nearKey(one.name) === nearKey(name)));
  };

  function known(path: readonly string[]): { department: Department | undefined; depth: number } {
    let department: Department | undefined;
    let depth = 0;
    for (const name of path) {
      // the way may begin below the top when its first name is the only one of its kind: 华东区 below 总部
      const next = depth === 0 ? (child('', name) ?? only(byName.get(nearKey(name)) ?? [])) : child(department?.id ?? '', name);
      if (!next) break;
      department = next;
      depth += 1;
    }
    return { department, depth };
  }

  return {
    add,
    known,
    find(path) {
      const { department, depth } = known(path);
      return depth === path.length && depth > 0 ? department : undefined;
    },
  };
}

const only = (list: readonly Department[]): Department | undefined => (list.length === 1 ? list[0] : undefined);

function push(map: Map<string, Department[]>, key: string, department: Department): void {
  const list = map.get(key);
  if (list) list.push(department);
  else map.set(key, [department]);
}
