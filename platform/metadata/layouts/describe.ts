import type { ObjectMeta } from '../../module/index.ts';
import { layoutsFor, liveLayout } from './layout.ts';
import type { Viewer } from './preview.ts';
import { mayUseType, recordTypesOf } from './record-type.ts';

/** The record types of an object as a browser needs them; nothing for an object without any. */
export function describeRecordTypes({ user }: Pick<Viewer, 'user'>, meta: ObjectMeta): Record<string, unknown> {
  const types = recordTypesOf(meta);
  if (types.length === 0) return {};
  return {
    recordTypes: types.map(({ name, definition: { roles: _roles, ...type } }, index) => ({
      name,
      ...type,
      /** May the caller make records of it? */
      create: type.active && mayUseType(types[index]?.definition ?? { ...type, roles: [] }, user),
    })),
  };
}

/** The columns a list begins with: those of the viewer's first layout that names some, else the object's. */
export function listColumnsFor({ user }: Pick<Viewer, 'user'>, meta: ObjectMeta): readonly string[] {
  const found = layoutsFor(meta, user).find(({ definition }) => definition.listColumns.length > 0);
  return found ? liveLayout(meta, found.definition).listColumns : meta.listColumns;
}

/** The layouts the viewer gets, in order, without what is empty; nothing for an object that looks as shipped. */
export function describeLayouts({ user }: Pick<Viewer, 'user'>, meta: ObjectMeta): Record<string, unknown> {
  const layouts = layoutsFor(meta, user);
  if (layouts.length === 0) return {};
  const isFilled = ([, value]: [string, unknown]) => !Array.isArray(value) || value.length > 0;
  return {
    layouts: layouts.map(({ name, definition }) => {
      const { roles: _roles, ...shown } = liveLayout(meta, definition);
      return { name, ...Object.fromEntries(Object.entries(shown).filter(isFilled)) };
    }),
  };
}
