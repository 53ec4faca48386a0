import { api, createRefresher, type Label, onLive, queryClient, recordKeys } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Material, PlayStep as WholeStep } from '../../playbooks/contract.ts';

export type { Material };

/** A step as the company writes it; the server fills in what is left out. */
export type PlayStep = Pick<WholeStep, 'key' | 'text'> & Partial<WholeStep>;

export type Stages = Readonly<Record<string, readonly PlayStep[]>>;

export interface StepView {
  readonly key: string;
  readonly text: string;
  readonly required: boolean;
  readonly script: string | null;
  readonly materials: readonly Material[];
  readonly proof: { readonly kind: 'field' | 'activity'; readonly label: Label } | null;
  readonly done: { readonly kind: 'ticked' | 'proven'; readonly at: string | null; readonly by: { readonly title: string } | null } | null;
}

export interface PlaybookView {
  readonly field: string;
  readonly stages: readonly { readonly key: string; readonly steps: readonly StepView[] }[];
}

// beside the record, not among its lists: those are read anew while a page whose record was just deleted still stands
const keyOf = (object: string, id: string) => [...recordKeys.record(object, id), 'playbook'];

/** The steps of one record; read anew when it changes (`version`), and when a follow-up comes that may prove one. */
export function usePlaybook(object: string, { id, version }: { readonly id: string; readonly version: number }) {
  useEffect(() => {
    const refresh = createRefresher(() => void queryClient.invalidateQueries({ queryKey: keyOf(object, id) }));
    return onLive((event) => event.object === 'activity' && refresh(event));
  }, [object, id]);
  return useQuery({
    queryKey: [...keyOf(object, id), version],
    queryFn: ({ signal }) => api.get<PlaybookView>(`/records/${object}/${id}/playbook`, { signal }),
    placeholderData: (before) => before,
  });
}

export async function tick(
  object: string,
  id: string,
  step: { readonly stage: string; readonly key: string; readonly done: boolean },
): Promise<void> {
  await api.put(`/records/${object}/${id}/playbook/${step.stage}/${step.key}`, { done: step.done });
  await queryClient.invalidateQueries({ queryKey: keyOf(object, id) });
}

const partKey = (object: string, field: string) => ['playbook', object, field];
const partsPath = (object: string) => `/meta/objects/${encodeURIComponent(object)}/parts/playbook`;

interface Part {
  readonly name: string;
  readonly definition: { readonly stages: Stages };
}

/** What the company has written for the stages of a field; nothing so far is an empty book. */
export function useStages(object: string, field: string) {
  return useQuery({
    queryKey: partKey(object, field),
    queryFn: async ({ signal }) => {
      const { items } = await api.get<{ items: readonly Part[] }>(partsPath(object), { signal });
      return items.find(({ name }) => name === field)?.definition.stages ?? {};
    },
  });
}

export async function saveStages(object: string, field: string, stages: Stages): Promise<void> {
  await api.put(`${partsPath(object)}/${field}`, { stages });
  await Promise.all([partKey(object, field), ['meta'], ['record', object]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
