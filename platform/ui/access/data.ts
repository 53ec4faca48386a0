import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import type { ScopeLevel } from '../settings/people.ts';

export const EXPLAINED = ['read', 'edit', 'delete', 'transfer', 'share'] as const;
export type ExplainedVerb = (typeof EXPLAINED)[number];

/** One thing that speaks for a right or could have; `grants` false: it does not reach this record. */
export type Reason =
  | { readonly kind: 'role'; readonly role: Label; readonly level: ScopeLevel | null; readonly grants: boolean }
  | { readonly kind: 'object'; readonly default: 'read' | 'readWrite' | 'unowned'; readonly grants: boolean }
  | {
      readonly kind: 'share' | 'team' | 'rule';
      readonly principal: { readonly title: string };
      readonly level: 'read' | 'edit';
      readonly rule?: Label;
      readonly role?: string;
      readonly from?: string;
      readonly until?: string;
      readonly grants: boolean;
    }
  | { readonly kind: 'pool'; readonly pool: { readonly title: string }; readonly grants: boolean }
  | { readonly kind: 'related'; readonly grants: boolean }
  | { readonly kind: 'master'; readonly verb: 'read' | 'edit'; readonly grants: boolean };

export interface Explanation {
  readonly user: { readonly id: string; readonly title: string; readonly active: boolean };
  readonly object: string;
  readonly record: string;
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly verdicts: readonly { readonly verb: ExplainedVerb; readonly allowed: boolean; readonly reasons: readonly Reason[] }[];
  readonly master?: Explanation;
}

export interface ExplainedField {
  readonly field: string;
  readonly label: Label;
  readonly right: 'hidden' | 'masked' | 'read' | 'edit';
  readonly masked: string | null;
  readonly roles: readonly { readonly name: Label; readonly right: ExplainedField['right'] | null }[];
}

export interface Asked {
  readonly user: string;
  readonly object: string;
  readonly record: string;
}

export function useExplanation(asked: Asked | null) {
  return useQuery({
    queryKey: ['access', asked?.user, asked?.object, asked?.record],
    queryFn: ({ signal }) =>
      api.get<Explanation>(`/records/${encodeURIComponent(asked?.object ?? '')}/${encodeURIComponent(asked?.record ?? '')}/access`, {
        query: { user: asked?.user ?? '' },
        signal,
      }),
    enabled: asked !== null,
    // the question is asked because something was just changed
    staleTime: 0,
  });
}

export function useExplainedFields(asked: Asked | null) {
  return useQuery({
    queryKey: ['access', 'fields', asked?.user, asked?.object],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ items: readonly ExplainedField[] }>(`/users/${encodeURIComponent(asked?.user ?? '')}/fields`, {
          query: { object: asked?.object ?? '' },
          signal,
        })
      ).items,
    enabled: asked !== null,
    staleTime: 0,
  });
}
