import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { TemplateBody } from './draft.ts';

export interface StoredTemplate {
  readonly name: string;
  readonly definition: TemplateBody;
}

export interface ListChoice {
  readonly name: string;
  readonly label: Label;
  readonly object: string;
  readonly columns: readonly string[];
}

const metaPath = (object: string) => `/meta/objects/${encodeURIComponent(object)}`;
export const templatePath = (object: string, name = '') => `${metaPath(object)}/parts/printTemplate${name && `/${name}`}`;
export const previewPath = (object: string) => `${metaPath(object)}/printPreview`;

export function useTemplates(object: string) {
  return useQuery({
    queryKey: ['meta', 'parts', object, 'printTemplate'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredTemplate[] }>(templatePath(object), { signal })).items,
  });
}

export function useStarters(object: string) {
  return useQuery({
    queryKey: ['meta', 'printStarters', object],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly (StoredTemplate & { readonly label: Label })[] }>(`${metaPath(object)}/printStarters`, { signal }))
        .items,
  });
}

/** What a table can list for a record of the object. */
export function usePrintLists(object: string): readonly ListChoice[] {
  const { data } = useQuery({
    queryKey: ['meta', 'printLists', object],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly ListChoice[] }>(`${metaPath(object)}/printLists`, { signal })).items,
  });
  return data ?? [];
}

export async function uploadFile(file: File): Promise<string> {
  const form = new FormData();
  form.append('file', file);
  return (await api.post<{ id: string }>('/files', form)).id;
}

export async function saveTemplate(object: string, name: string, body: unknown): Promise<void> {
  await api.put(templatePath(object, name), body);
  await forgetTemplates(object);
}

export async function removeTemplate(object: string, name: string): Promise<void> {
  await api.delete(templatePath(object, name));
  await forgetTemplates(object);
}

async function forgetTemplates(object: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['meta', 'parts', object, 'printTemplate'] });
  await queryClient.invalidateQueries({ queryKey: ['print', object] });
}

/** A name no template has yet. */
export function freeName(templates: readonly StoredTemplate[]): string {
  const taken = new Set(templates.map(({ name }) => name));
  let number = templates.length + 1;
  while (taken.has(`template${number}`)) number += 1;
  return `template${number}`;
}
