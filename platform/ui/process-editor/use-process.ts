import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import type { FieldMeta, ObjectMeta, Option } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { defaultFor, ownOf, rulesOf, stagesOf } from './draft.ts';

interface Overview {
  readonly field: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly shipped?: readonly Option[];
  readonly changed: boolean;
}

interface StoredType {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>> & { readonly rules?: Readonly<Record<string, unknown>> };
}

export const refreshMeta = () => queryClient.invalidateQueries({ queryKey: ['meta'] });

/** How many records stand in each stage, and what is shipped. */
export function useOverview(object: string, field: string) {
  const { data } = useQuery({
    queryKey: ['meta', 'processes', object],
    queryFn: ({ signal }) => api.get<{ processes: readonly Overview[] }>(`/meta/objects/${object}/processes`, { signal }),
  });
  return data?.processes.find((one) => one.field === field);
}

/** The process that is edited: of the field, or a record type's own. What is not saved yet is kept as whole stages. */
export function useProcess(meta: ObjectMeta, field: FieldMeta, typeName: string) {
  const type = meta.recordTypes?.find((one) => one.name === typeName);
  const own = type?.rules?.[field.name];
  const [draft, setDraft] = useState<readonly Option[] | null>(null);
  const stages = draft ?? stagesOf(field, type, own);

  const saveField = (options: readonly Option[]) => {
    const moved = defaultFor(field, options);
    return api.patch(`/meta/objects/${meta.name}/fields/${field.name}`, { options, ...(moved ? { default: moved } : {}) });
  };
  const saveType = async (rules: Readonly<Record<string, unknown>> | undefined) => {
    const path = `/meta/objects/${meta.name}/parts/recordType`;
    const { items } = await api.get<{ items: readonly StoredType[] }>(path);
    const stored = items.find((one) => one.name === typeName);
    if (!stored) return;
    const { [field.name]: _old, ...others } = stored.definition.rules ?? {};
    await api.put(`${path}/${typeName}`, { ...stored.definition, rules: rules ? { ...others, [field.name]: rules } : others });
  };
  const save = async (options: readonly Option[] = stages) => {
    if (type) await saveType(Object.fromEntries(options.map((option) => [option.key, ownOf(option, field)])));
    else await saveField(options);
    await refreshMeta();
    setDraft(null);
  };
  return {
    type,
    /** Whether the type has rules of its own; the field itself always has. */
    isOwn: !type || own !== undefined,
    stages,
    isChanged: draft !== null,
    change: setDraft,
    drop: () => setDraft(null),
    save,
    /** Gives the type rules of its own, beginning with the field's; or takes them away again. */
    setOwn: async (wanted: boolean) => {
      await saveType(wanted ? Object.fromEntries((field.options ?? []).map((option) => [option.key, rulesOf(option)])) : undefined);
      await refreshMeta();
      setDraft(null);
    },
    reset: async () => {
      await api.post(`/meta/objects/${meta.name}/fields/${field.name}/process/reset`);
      await refreshMeta();
      setDraft(null);
    },
  };
}
