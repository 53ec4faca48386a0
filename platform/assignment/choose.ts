import type { LiesIn } from './region.ts';

/** How one of several people who may have a record is chosen. */
export const methods = ['roundRobin', 'weighted', 'load', 'skill', 'optimised'] as const;
export type Method = (typeof methods)[number];

/** Somebody a rule may give records to, with all that choosing goes by. It changes while a batch is handed out. */
export interface Rep {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** In their shift now. */
  readonly onShift: boolean;
  /** Not on leave today. */
  readonly here: boolean;
  /** Level by tag, 1 to 5. */
  readonly skills: Readonly<Record<string, number>>;
  readonly languages: readonly string[];
  /** Where they may have records; empty: everywhere. */
  readonly regions: readonly string[];
  /** Open records they may have at most. */
  readonly capacity: number;
  readonly weight: number;
  /** Open records they have, whichever rule gave them: one count for all rules of a batch. */
  readonly carried: { open: number };
  /** Records given to them today by this rule. */
  today: number;
  /** The number of the assignment in which they last had one; 0: never. */
  seq: number;
  /** What smooth weighting has credited them with. */
  credit: number;
}

/** What a rule and a record ask of who gets it. */
export interface Asked {
  readonly method: Method;
  /** Tags with their weight in the sum; all are needed. */
  readonly skills: Readonly<Record<string, number>>;
  readonly language: string | null;
  /** Null: it is not said where it lies, or not asked. */
  readonly liesIn: LiesIn | null;
  /** Records a day for each; null: no limit. */
  readonly dailyCap: number | null;
  /** People who have rejected the record. */
  readonly rejecters: ReadonlySet<string>;
  /** People who hand their work over: they get nothing of it back. */
  readonly leavers: ReadonlySet<string>;
  /** People who hold as many records of the pool it lies in as they may. */
  readonly full: ReadonlySet<string>;
  /** Who has the record's customer already; goes first when they may have it. */
  readonly sticky: string | null;
  /** For `optimised`: what the record is worth with each of them, in hundredths of a point. */
  readonly worth: ReadonlyMap<string, number>;
}

export const refusals = [
  'inactive',
  'leaving',
  'rejected',
  'shift',
  'away',
  'skill',
  'language',
  'region',
  'capacity',
  'dailyCap',
  'holding',
] as const;
export type Refusal = (typeof refusals)[number];

export interface Considered {
  readonly id: string;
  readonly name: string;
  /** Why they could not have it; null: they could. */
  readonly refused: Refusal | null;
  /** What the method compared: lower is better for roundRobin and load, higher for weighted, skill and optimised (points). */
  readonly score: number | null;
}

export interface Choice {
  readonly chosen: Rep | undefined;
  readonly why: Method | 'sticky' | 'nobody';
  readonly considered: readonly Considered[];
}

function refusedBy(rep: Rep, asked: Asked): Refusal | null {
  if (!rep.active) return 'inactive';
  if (asked.leavers.has(rep.id)) return 'leaving';
  if (asked.rejecters.has(rep.id)) return 'rejected';
  if (!rep.onShift) return 'shift';
  if (!rep.here) return 'away';
  if (Object.keys(asked.skills).some((tag) => rep.skills[tag] === undefined)) return 'skill';
  if (asked.language !== null && !rep.languages.includes(asked.language)) return 'language';
  if (asked.liesIn && rep.regions.length > 0 && !rep.regions.some(asked.liesIn)) return 'region';
  if (rep.carried.open >= rep.capacity) return 'capacity';
  if (asked.dailyCap !== null && rep.today >= asked.dailyCap) return 'dailyCap';
  if (asked.full.has(rep.id)) return 'holding';
  return null;
}

function scoreOf(rep: Rep, { method, skills, worth }: Asked): number {
  switch (method) {
    case 'roundRobin':
      return rep.seq;
    case 'weighted':
      return rep.credit;
    case 'load':
      return rep.carried.open / rep.capacity;
    case 'skill':
      return Object.entries(skills).reduce((sum, [tag, weight]) => sum + (rep.skills[tag] ?? 0) * weight, 0);
    case 'optimised':
      return (worth.get(rep.id) ?? 0) / 100;
  }
}

/** Equal ones in turn: who waited longest, then the order of the list. */
function best(fit: readonly Rep[], asked: Asked): Rep | undefined {
  const sign = asked.method === 'roundRobin' || asked.method === 'load' ? 1 : -1;
  const turn = asked.method === 'weighted' ? () => 0 : (a: Rep, b: Rep) => a.seq - b.seq;
  return fit.toSorted((a, b) => sign * (scoreOf(a, asked) - scoreOf(b, asked)) || turn(a, b))[0];
}

/**
 * Who gets a record, and why, out of the people of a rule in their order; nobody when none of them may. Says only: `take` writes it down.
 *
 * @example weights 5, 3, 2 over ten records → A B C A A B A C B A
 */
export function choose(reps: readonly Rep[], asked: Asked): Choice {
  const refused = new Map(reps.map((rep) => [rep.id, refusedBy(rep, asked)]));
  const fit = reps.filter((rep) => refused.get(rep.id) === null);
  // smooth weighting: everybody who may have one is credited, the richest gets it and pays for all
  if (asked.method === 'weighted') for (const rep of fit) rep.credit += rep.weight;
  const own = fit.find((rep) => rep.id === asked.sticky);
  const chosen = own ?? best(fit, asked);
  const considered = reps.map((rep) => ({
    id: rep.id,
    name: rep.name,
    refused: refused.get(rep.id) ?? null,
    score: refused.get(rep.id) === null ? Math.round(scoreOf(rep, asked) * 1e4) / 1e4 : null,
  }));
  if (asked.method === 'weighted' && chosen) chosen.credit -= fit.reduce((sum, rep) => sum + rep.weight, 0);
  return { chosen, why: own ? 'sticky' : chosen ? asked.method : 'nobody', considered };
}

/** Writes down that somebody got a record, so that the next choice of the batch knows. */
export function take(rep: Rep, seq: number): void {
  rep.seq = seq;
  rep.carried.open += 1;
  rep.today += 1;
}
