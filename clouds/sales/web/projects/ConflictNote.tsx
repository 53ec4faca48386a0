import { api, type FormNoteProps, Icon, isReference, useLabel } from '@huanke/platform/ui';
import { useSettled } from '@huanke/platform/ui/form';
import { useQuery } from '@tanstack/react-query';
import { type Conflict, ConflictItems } from './Conflicts.tsx';
import { texts } from './texts.ts';

const idOf = (value: unknown) => (isReference(value) ? value.id : undefined);

/** Before a project is made: others for the same end customer (left empty: the account) and product family (left empty: that of the product). */
export function ConflictNote({ values }: FormNoteProps) {
  const text = useLabel();
  const endCustomer = idOf(values['endCustomer']) ?? idOf(values['account']);
  const typed = typeof values['family'] === 'string' ? values['family'].trim() : '';
  const family = useSettled(typed, 400);
  const product = idOf(values['product']);
  const isAsked = endCustomer !== undefined && family === typed && (family !== '' || product !== undefined);
  const query = new URLSearchParams({ endCustomer: endCustomer ?? '', ...(family ? { family } : product ? { product } : {}) }).toString();
  const { data } = useQuery({
    queryKey: ['records', 'project', 'conflicts', query],
    queryFn: ({ signal }) => api.get<{ items: readonly Conflict[] }>(`/projects/conflicts?${query}`, { signal }),
    enabled: isAsked,
    staleTime: 10_000,
    retry: false,
  });
  const items = isAsked ? (data?.items ?? []) : [];
  if (items.length === 0) return null;
  return (
    <div className="alert warn" role="status">
      <Icon name="warn" />
      <div className="project-met">
        <b>{text(texts.conflict).replace('{n}', String(items.length))}</b>
        <ConflictItems items={items} newTab />
      </div>
    </div>
  );
}
