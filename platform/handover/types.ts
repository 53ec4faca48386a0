import type { Label } from '../kernel/index.ts';

/** Who takes over the records of an object: a person by their id, whoever its rules of assignment choose, or a pool. */
export type Target = string | { readonly kind: 'rules' } | { readonly kind: 'pool'; readonly id: string };

/** Who takes over what. */
export interface Plan {
  /** Whatever `objects` does not give elsewhere, and what moves beside records. */
  readonly to: string;
  /** Object → who takes over its records. */
  readonly objects: Readonly<Record<string, Target>>;
}

export interface HandoverInput {
  /** Who takes over whatever `objects` does not give elsewhere. */
  readonly to: string;
  /** Object → who takes over its records. */
  readonly objects?: Readonly<Record<string, string | { readonly kind: 'rules' | 'pool'; readonly id?: string }>>;
  /** Switches the leaver off when it begins; else they go on working while their records move. */
  readonly deactivate?: boolean;
  /** When it begins; at once unless said. */
  readonly effectiveAt?: string | null;
}

export const results = ['ok', 'skipped', 'failed'] as const;
export type ItemResult = (typeof results)[number];

/** What became of one record of a handover. */
export interface HandoverItem {
  readonly object: string;
  readonly record: string;
  /** Who has it now, or was to have it; null where it lies in a pool, or nobody was found for it. */
  readonly to: string | null;
  readonly pool: string | null;
  readonly result: ItemResult;
  readonly reason: Label | null;
  readonly at: string;
}

export type HandoverStatus = 'scheduled' | 'running' | 'done' | 'cancelled';

export interface Handover {
  readonly id: string;
  readonly status: HandoverStatus;
  readonly plan: Plan;
  /** What has moved so far: records by object, and what moves along with them. */
  readonly counts: Readonly<Record<string, number>>;
  /** Records that stayed, by object. */
  readonly left: readonly { readonly object: string; readonly skipped: number; readonly failed: number }[];
  readonly deactivate: boolean;
  readonly createdAt: string;
  readonly effectiveAt: string;
  readonly finishedAt: string | null;
  /** For `GET /jobs/{id}`; null before it begins. */
  readonly job: string | null;
  /** Why it could not begin. */
  readonly problem: string | null;
}
