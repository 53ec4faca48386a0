import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectSummary, objectQuery, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useRecent } from '../data/recent.ts';
import { invalidateRecord } from '../data/records.ts';
import { useCan, useMaybeSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { commands } from '../module.ts';
import { confirm } from '../primitives/confirm.tsx';
import { iconOr } from '../primitives/icons.ts';
import { announce } from '../primitives/live-region.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Found, foundIcons, foundPath, useFoundSettings } from '../settings/find.ts';
import { openCreate } from '../shell/create.ts';
import { useCreatable, useNavigation } from '../shell/navigation.ts';
import { findByWords, type Group, type Highlight, highlightOf, type Item, type Searchable } from './items.ts';

interface SearchAnswer {
  readonly groups: readonly {
    readonly object: string;
    readonly items: readonly {
      readonly id: string;
      readonly title: string;
      readonly subtitle: string;
      readonly highlights: readonly Highlight[];
    }[];
  }[];
}

interface Timed extends SearchAnswer {
  readonly ms: number;
  readonly q: string;
}

/** What the server finds; the last answer stays while the next is on its way. */
export function useFound(query: string, object: string | null) {
  const tenant = useMaybeSession()?.tenant.id;
  return useQuery({
    queryKey: ['search', tenant, query, object],
    queryFn: async ({ signal }): Promise<Timed> => {
      const start = performance.now();
      const answer = await api.get<SearchAnswer>('/search', { query: { q: query, objects: object, limit: 20 }, signal });
      return { ...answer, q: query, ms: Math.round(performance.now() - start) };
    },
    enabled: query !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

type Wordy = Item & Searchable;

/** New records, commands of all modules, pages of the navigation: as far as the person may. */
function useOwn(go: (to: string) => void): { readonly doing: readonly Wordy[]; readonly going: readonly Wordy[] } {
  const { t } = useTranslation('palette');
  const text = useLabel();
  const can = useCan();
  const creatable = useCreatable();
  const navigation = useNavigation();
  const creating = creatable.map((object): Wordy => {
    const title = t('createOf', { name: text(object.label) });
    return {
      id: `create.${object.name}`,
      title,
      icon: 'plus',
      run: () => openCreate(object.name),
      words: [title, `新建${object.label.zh}`, `new ${object.label.en}`, 'create add xinjian xj'],
    };
  });
  const orders = commands()
    .filter((command) => !command.permission || can(command.permission))
    .map(
      (command): Wordy => ({
        id: command.id,
        title: text(command.label),
        icon: command.icon ?? 'bolt',
        keys: command.keys,
        run: () => command.run({ go }),
        words: [command.label.zh, command.label.en, command.id, command.words ?? ''],
      }),
    );
  const going = [...navigation.main, ...navigation.more, ...navigation.bottom].map(
    (item): Wordy => ({
      id: `go.${item.key}`,
      title: text(item.label),
      icon: item.icon,
      href: item.to,
      words: [item.label.zh, item.label.en, item.key],
    }),
  );
  return { doing: [...creating, ...orders], going };
}

/** A field of another object that can hold this record; who made or owns it is not what it is about. */
function pointsTo(field: FieldMeta, object: string): boolean {
  if ((field.type !== 'lookup' && field.type !== 'masterDetail') || field.system || field.readOnly) return false;
  return field.object === object || (field.objects?.some((one) => one === object || one === '*') ?? false);
}

/** What can be done with the record that is chosen now: related records to create, actions that ask nothing, its address. */
function useSubjectItems(subject: Item | null, objects: readonly ObjectSummary[]): readonly Item[] {
  const { t } = useTranslation('palette');
  const text = useLabel();
  const can = useCan();
  const names = useCreatable().map((one) => one.name);
  const creatable = useQueries({ queries: subject?.record ? names.map((name) => objectQuery(name)) : [] });
  if (!subject?.record) return [];
  const { object, id } = subject.record;
  const meta = objects.find((one) => one.name === object);
  if (!meta) return [];
  const reference = { id, title: subject.title, object };
  const related = creatable.flatMap(({ data: target }): Item[] => {
    const field = target?.fields.find((one) => pointsTo(one, object));
    if (!target || !field) return [];
    return [
      {
        id: `new.${target.name}`,
        title: t('createOf', { name: text(target.label) }),
        icon: iconOr(target.icon ?? target.name),
        run: () => openCreate(target.name, { [field.name]: field.many ? [reference] : reference }),
      },
    ];
  });
  const actions = (meta.actions ?? []).flatMap((action): Item[] => {
    if (action.quiet || action.elsewhere) return [];
    const required = action.input?.['required'];
    if ((Array.isArray(required) && required.length > 0) || (action.permission && !can(action.permission))) return [];
    const run = async () => {
      if (!(await confirm({ title: t('actionTitle', { action: text(action.label), name: subject.title }), confirm: text(action.label) })))
        return;
      try {
        await api.post(`/records/${object}/${id}/actions/${action.name}`, { input: {} });
        await Promise.all([queryClient.invalidateQueries({ queryKey: ['record', object, id] }), invalidateRecord(object, id)]);
        toast.ok(t('actionDone', { action: text(action.label) }));
      } catch (error) {
        toast.error(error);
      }
    };
    return [{ id: `action.${action.name}`, title: text(action.label), icon: iconOr(action.icon, 'bolt'), run: () => void run() }];
  });
  const copy: Item = {
    id: 'copyLink',
    title: t('copyLink'),
    icon: 'link',
    run: () =>
      void navigator.clipboard
        ?.writeText(new URL(paths.record(object, id), location.origin).href)
        .then(() => announce(t('copied', { ns: 'common' }))),
  };
  return [...related, ...actions, copy];
}

function useRecentItems(objects: readonly ObjectSummary[]): readonly Item[] {
  const text = useLabel();
  return useRecent().map((record): Item => {
    const meta = objects.find((one) => one.name === record.object);
    return {
      id: `recent.${record.object}.${record.id}`,
      title: record.title,
      subtitle: meta ? text(meta.label) : undefined,
      icon: iconOr(meta?.icon ?? record.object),
      record: { object: record.object, id: record.id },
      href: paths.record(record.object, record.id),
    };
  });
}

/** A field, an object or an option set, for those who may change them. */
function configurationItem(found: Found, text: ReturnType<typeof useLabel>): Item {
  return {
    id: `set.${found.kind}.${found.object}.${found.name}`,
    title: text(found.label),
    subtitle: found.objectLabel ? `${text(found.objectLabel)} · ${found.name}` : found.name,
    icon: foundIcons[found.kind],
    href: foundPath(found),
  };
}

interface Groups {
  readonly query: string;
  /** An object's name, `commands`, or null for all. */
  readonly tab: string | null;
  readonly subject: Item | null;
  readonly go: (to: string) => void;
}

/** Everything the palette shows for what is typed. */
export function useGroups({ query, tab, subject, go }: Groups) {
  const { t } = useTranslation('palette');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const isObject = tab !== null && objects.some((one) => one.name === tab);
  const all = useFound(query, null);
  const one = useFound(isObject ? query : '', tab);
  const { doing, going } = useOwn(go);
  const recent = useRecentItems(objects);
  const acting = useSubjectItems(subject, objects);
  const set = useFoundSettings(query).slice(0, 5);
  const answer = query === '' ? undefined : all.data;
  const recordGroup = (group: SearchAnswer['groups'][number]): Group => {
    const meta = objects.find((object) => object.name === group.object);
    return {
      key: group.object,
      title: meta ? text(meta.label) : group.object,
      items: group.items.map((item) => ({
        id: `record.${group.object}.${item.id}`,
        title: item.title,
        subtitle: item.subtitle,
        highlights: item.highlights,
        icon: iconOr(meta?.icon ?? group.object),
        record: { object: group.object, id: item.id },
        href: paths.record(group.object, item.id),
      })),
    };
  };
  // Its own tab asks for more of one object than the five that all objects share.
  const more = isObject && one.data?.q === query ? one.data.groups.find((group) => group.object === tab) : undefined;
  const found = (answer?.groups ?? []).map((group) => recordGroup(more && group.object === tab ? more : group));
  const marked = (list: readonly Wordy[]) =>
    findByWords(list, query).map((item): Item => ({ ...item, highlights: highlightOf(item.title, query) }));
  const isShown = found.some((group) => group.items.some((item) => item.id === subject?.id));
  const actions: Group = { key: 'subject', title: t('doWith', { name: subject?.title ?? '' }), items: isShown ? acting : [] };
  const own: readonly Group[] =
    query === ''
      ? [
          { key: 'recent', title: t('recent'), items: recent.slice(0, 6) },
          { key: 'commands', title: t('commands'), items: doing.slice(0, 6) },
          { key: 'pages', title: t('pages'), items: going },
        ]
      : [
          { key: 'commands', title: t('commands'), items: marked(doing).slice(0, 6) },
          { key: 'pages', title: t('pages'), items: marked(going).slice(0, 4) },
          { key: 'configuration', title: t('configuration'), items: set.map((one) => configurationItem(one, text)) },
        ];
  const groups = query === '' ? own : [...found, actions, ...own];
  const shown = groups.filter((group) => group.items.length > 0);
  const tabs = shown
    .filter((group) => group.key !== 'subject')
    .map((group) => ({ key: group.key, title: group.title, count: group.items.length }));
  // Another question may have no such group any more: then all are shown.
  const isKnown = tabs.some((one) => one.key === tab);
  // Of an object's own tab only its records and what can be done with them.
  const visible = isKnown ? shown.filter((group) => group.key === tab || (isObject && group.key === 'subject')) : shown;
  const settled = query === '' || (answer !== undefined && answer.q === query) || all.isError;
  return {
    groups: visible,
    tabs,
    tab: isKnown ? tab : null,
    settled,
    error: all.error,
    ms: answer?.ms,
    nothing: settled && shown.length === 0,
  };
}
