import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, type ObjectSummary } from '../data/meta.ts';
import { isReference, type RecordData, type RecordPage } from '../data/records.ts';
import { useSettled } from './editors/lookup.ts';

/** One record that has the same name, phone, e-mail or code. */
export interface Twin {
  readonly object: string;
  readonly id: string;
  readonly title: string;
  readonly sub: string;
  readonly owner: string;
  /** The field that is the same. */
  readonly field: FieldMeta;
}

type Values = Readonly<Record<string, unknown>>;
const TELLING = new Set(['phone', 'email', 'code']);
const MOST = 5;

const fold = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()\-.·]/g, '');
const digits = (text: string) => text.replace(/\D/g, '');

function kindOf(field: FieldMeta): 'name' | 'phone' | 'email' | 'code' | null {
  if (field.type === 'phone' || field.search === 'phone') return 'phone';
  if (field.type === 'email' || field.search === 'email') return 'email';
  if (field.search === 'code') return 'code';
  return field.search === 'name' ? 'name' : null;
}

/** The filled fields that tell one record from another, long enough to mean something. */
export function tellingValues(
  fields: readonly FieldMeta[],
  values: Values,
): readonly { readonly field: FieldMeta; readonly value: string }[] {
  return fields.flatMap((field) => {
    const raw = values[field.name];
    const kind = kindOf(field);
    if (!kind || typeof raw !== 'string') return [];
    const value = raw.trim();
    const isEnough = kind === 'phone' ? digits(value).length >= 7 : kind === 'email' ? /.@.+\../.test(value) : fold(value).length >= 2;
    return isEnough ? [{ field, value }] : [];
  });
}

async function inObject(meta: ObjectMeta, telling: ReturnType<typeof tellingValues>, signal: AbortSignal): Promise<readonly Twin[]> {
  const fields = [...new Set(['id', meta.title, ...(meta.access?.owned ? ['owner'] : []), ...telling.map(({ field }) => field.name)])];
  const filter = { or: telling.map(({ field, value }) => ({ field: field.name, op: 'eq', value })) };
  const page = await api.post<RecordPage>(`/records/${encodeURIComponent(meta.name)}/query`, { fields, filter, limit: MOST }, { signal });
  return page.records.flatMap((record: RecordData) => {
    const same = telling.find(({ field, value }) => fold(String(record[field.name] ?? '')) === fold(value)) ?? telling[0];
    const owner = record['owner'];
    if (!same) return [];
    return [
      {
        object: meta.name,
        id: record.id,
        title: String(record[meta.title] ?? ''),
        sub: '',
        owner: isReference(owner) ? owner.title : '',
        field: same.field,
      },
    ];
  });
}

interface SearchAnswer {
  readonly groups: readonly {
    readonly object: string;
    readonly items: readonly { readonly id: string; readonly title: string; readonly subtitle: string }[];
  }[];
}

/** The same person or company under another object: a lead whose company is already an account. */
async function elsewhere(meta: ObjectMeta, telling: ReturnType<typeof tellingValues>, signal: AbortSignal): Promise<readonly Twin[]> {
  const asked = telling.filter(({ field }) => TELLING.has(kindOf(field) ?? '') || kindOf(field) === 'name').slice(0, 3);
  const answers = await Promise.all(asked.map(({ value }) => api.get<SearchAnswer>('/search', { query: { q: value, limit: 10 }, signal })));
  return answers.flatMap((answer, index) => {
    const same = asked[index];
    if (!same) return [];
    const byName = kindOf(same.field) === 'name';
    return answer.groups
      .filter((group) => group.object !== meta.name && group.object !== 'activity')
      .flatMap((group) => group.items.map((item) => ({ ...item, object: group.object })))
      .filter((item) => !byName || fold(item.title) === fold(same.value))
      .map((item) => ({ object: item.object, id: item.id, title: item.title, sub: item.subtitle, owner: '', field: same.field }));
  });
}

/** Who looks after the records found elsewhere; one question per object. */
async function withOwners(twins: readonly Twin[], objects: readonly ObjectSummary[], signal: AbortSignal): Promise<readonly Twin[]> {
  const owned = new Set(objects.filter((object) => object.access?.owned).map((object) => object.name));
  const asked = [...new Set(twins.filter((twin) => !twin.owner && owned.has(twin.object)).map((twin) => twin.object))];
  const pages = await Promise.all(
    asked.map((object) => {
      const ids = twins.filter((twin) => twin.object === object).map((twin) => twin.id);
      const body = { fields: ['id', 'owner'], filter: { field: 'id', op: 'in', value: ids }, limit: ids.length };
      return api.post<RecordPage>(`/records/${encodeURIComponent(object)}/query`, body, { signal });
    }),
  );
  const owners = new Map(pages.flatMap((page) => page.records).map((record) => [record.id, record['owner']]));
  return twins.map((twin) => {
    const owner = owners.get(twin.id);
    return isReference(owner) ? { ...twin, owner: owner.title } : twin;
  });
}

/** Records that may be the one being created; asked while typing, a moment after the last key. */
export function useTwins(
  meta: ObjectMeta,
  fields: readonly FieldMeta[],
  values: Values,
  objects: readonly ObjectSummary[],
): readonly Twin[] {
  // Deals and activities of the same name are normal; people and companies of the same name are not.
  const isNamed = fields.some((field) => kindOf(field) === 'phone' || field.unique) || fieldOf(meta, meta.title)?.unique === true;
  const telling = isNamed ? tellingValues(fields, values) : [];
  const key = useSettled(JSON.stringify(telling.map(({ field, value }) => [field.name, value])), 400);
  const isNow = key === JSON.stringify(telling.map(({ field, value }) => [field.name, value]));
  const query = useQuery({
    queryKey: ['records', meta.name, 'twins', key],
    queryFn: async ({ signal }) => {
      const [own, others] = await Promise.all([inObject(meta, telling, signal), meta.searchable ? elsewhere(meta, telling, signal) : []]);
      const seen = new Set<string>();
      const twins = [...own, ...others].filter((twin) => !seen.has(twin.id) && seen.add(twin.id)).slice(0, MOST);
      return withOwners(twins, objects, signal);
    },
    enabled: telling.length > 0 && isNow,
    staleTime: 10_000,
    retry: false,
  });
  return telling.length > 0 && isNow ? (query.data ?? []) : [];
}
