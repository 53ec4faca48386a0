import { useMemo } from 'react';
import { useLocal } from '../data/local.ts';
import { type ObjectSummary, useObjects } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { paths } from '../links.ts';
import { apps, type NavItem, navigationItems, quickCreateObjects } from '../module.ts';
import { iconOr } from '../primitives/icons.ts';

/** What a person may open, split as the side bar shows it. */
export interface Navigation {
  readonly main: readonly NavItem[];
  readonly more: readonly NavItem[];
  readonly bottom: readonly NavItem[];
  readonly phone: readonly NavItem[];
}

export const MAX_ENTRIES = 7;

export interface NavigationInput {
  readonly items: readonly NavItem[];
  readonly objects: readonly ObjectSummary[] | undefined;
  readonly can: (permission: string) => boolean;
  readonly app: string;
}

/** Filters by right, by existing object and by app; tenant-made objects follow under 更多. */
export function arrangeNavigation({ items, objects, can, app }: NavigationInput): Navigation {
  const known = objects && new Set(objects.map((object) => object.name));
  const allowed = items.filter(
    (item) =>
      (!item.permission || can(item.permission)) &&
      (!item.object || (can(`${item.object}.read`) && (!known || known.has(item.object)))) &&
      (!item.apps || item.apps.includes(app)),
  );
  const middle = allowed.filter((item) => item.place !== 'bottom');
  const custom = (objects ?? [])
    .filter((object) => object.custom && object.navigation !== false && can(`${object.name}.read`))
    .map(
      (object): NavItem => ({
        key: object.name,
        label: object.plural ?? object.label,
        icon: iconOr(object.icon),
        to: paths.list(object.name),
        object: object.name,
      }),
    );
  const all = [...middle, ...custom];
  const fits = all.length <= MAX_ENTRIES ? all.length : MAX_ENTRIES;
  return {
    main: all.slice(0, fits),
    more: all.slice(fits),
    bottom: allowed.filter((item) => item.place === 'bottom'),
    phone: allowed.filter((item) => item.phone).slice(0, 3),
  };
}

/** The app (cloud) whose lens is on. */
export function useApp() {
  const list = apps();
  const [chosen, choose] = useLocal<string>('app', '');
  const app = list.find((one) => one.name === chosen) ?? list[0];
  return { list, app, choose };
}

export function useNavigation(): Navigation {
  const can = useCan();
  const objects = useObjects().data;
  const app = useApp().app?.name ?? '';
  return useMemo(() => arrangeNavigation({ items: navigationItems(), objects, can, app }), [objects, can, app]);
}

/** Objects this person may create, in the order of the modules. */
export function useCreatable(): readonly ObjectSummary[] {
  const can = useCan();
  const objects = useObjects().data;
  return useMemo(
    () =>
      [...quickCreateObjects(), ...(objects ?? []).filter((one) => one.custom).map((one) => one.name)].flatMap((name) => {
        const object = objects?.find((one) => one.name === name);
        return object && (object.can ? object.can.includes('create') : can(`${name}.create`)) ? [object] : [];
      }),
    [objects, can],
  );
}
