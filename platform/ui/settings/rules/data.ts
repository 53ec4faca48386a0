import { useQuery } from '@tanstack/react-query';
import { ApiError, api } from '../../data/api.ts';
import type { Label } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { useCan } from '../../data/session.ts';
import { bodyOf, clashes } from './body.ts';

export interface Choice {
  readonly key: string;
  readonly label: Label;
}

/** How a setting is entered, as `GET /meta/settings/{kind}` says it. */
export type SettingInput =
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly min: number; readonly max: number; readonly unit: Label; readonly none?: Label }
  | { readonly type: 'decimal'; readonly most?: string; readonly unit?: Label; readonly none?: Label }
  | { readonly type: 'choice'; readonly choices: readonly Choice[] }
  | { readonly type: 'role'; readonly choices: readonly Choice[] }
  | { readonly type: 'lists'; readonly rows: readonly Choice[]; readonly choices: readonly Choice[] }
  | { readonly type: 'steps'; readonly rows: readonly Choice[] };

export interface Setting<I extends SettingInput = SettingInput> {
  readonly name: string;
  readonly label: Label;
  readonly help: Label;
  readonly input: I;
  readonly shipped: unknown;
  readonly value: unknown;
  readonly changed: boolean;
}

interface Head {
  /** The kind of the part that keeps them, and its name. */
  readonly kind: string;
  readonly name: string;
  readonly label: Label;
  readonly text: Label;
  readonly icon: string;
  readonly module: { readonly name: string; readonly label: Label };
}

export interface RuleSet extends Head {
  /** Counts the changes; what is saved names the one it was made from. */
  readonly version: number;
  readonly fields: readonly Setting[];
}

export interface RuleSetHead extends Head {
  /** How many settings differ from what is shipped. */
  readonly changed: number;
}

export const rulesPath = (kind: string, name = '') => `/settings/rules/${kind}${name ? `?find=${encodeURIComponent(name)}` : ''}`;

/** Settings of modules by module, for those who may change them. */
export function useRuleSets(): readonly { readonly name: string; readonly label: Label; readonly sets: readonly RuleSetHead[] }[] {
  const enabled = useCan()('metadata.manage');
  const { data = [] } = useQuery({
    queryKey: ['meta', 'settings'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly RuleSetHead[] }>('/meta/settings', { signal })).items,
    enabled,
    staleTime: 60_000,
  });
  const modules = new Map((enabled ? data : []).map(({ module }) => [module.name, module]));
  return [...modules.values()].map((module) => ({ ...module, sets: data.filter((set) => set.module.name === module.name) }));
}

const read = (kind: string, signal?: AbortSignal) =>
  api.get<RuleSet>(`/meta/settings/${encodeURIComponent(kind)}`, signal ? { signal } : {});

export function useRuleSet(kind: string) {
  const enabled = useCan()('metadata.manage');
  return useQuery({ queryKey: ['meta', 'settings', kind], queryFn: ({ signal }) => read(kind, signal), enabled });
}

/**
 * Saves what was touched over what was seen then (`rules`). What somebody else has saved meanwhile in other settings stays; where they have
 * changed the same one the save is refused and `onClash` told what holds now: who saves over that keeps their own.
 */
export async function saveRules(
  rules: RuleSet,
  touched: Readonly<Record<string, unknown>>,
  onClash: (now: RuleSet) => void,
): Promise<void> {
  try {
    await write(rules, touched);
  } catch (error) {
    if (!(error instanceof ApiError) || !error.isConflict) throw error;
    const now = await read(rules.kind);
    queryClient.setQueryData(['meta', 'settings', rules.kind], now);
    const clashing = clashes(rules.fields, now.fields, touched);
    if (clashing.length > 0) {
      onClash(now);
      const errors = error.errors.filter(({ field }) => clashing.includes(field));
      throw new ApiError(error.status, { code: error.code, detail: error.detail, errors });
    }
    return saveRules(now, touched, onClash);
  }
  await queryClient.invalidateQueries({ queryKey: ['meta'] });
}

async function write({ kind, name, version, fields }: RuleSet, touched: Readonly<Record<string, unknown>>): Promise<void> {
  const body = bodyOf(fields, touched);
  const path = `/meta/parts/${kind}/${name}`;
  try {
    await (body ? api.put(path, body, { ifMatch: version }) : api.delete(path, { ifMatch: version }));
  } catch (error) {
    // nothing differs, and nothing did
    if (body || !(error instanceof ApiError) || error.status !== 404) throw error;
  }
}
