import { label } from '../kernel/index.ts';
import { date, datetime, reference } from '../module/index.ts';

/**
 * The fields of an object whose records may lie in pools: `fields: { …, ...poolFields }` with `pooled`. Written by hooks, actions and jobs of
 * this folder only.
 */
export const poolFields = {
  /** Where the record lies now; empty as soon as somebody owns it. */
  pool: reference('pool', { label: label('公海', 'Pool'), readOnly: true, form: 'hidden', onDelete: 'restrict' }),
  /** The pool whose rules and limits hold for it while somebody owns it, and where it comes back to. */
  homePool: reference('pool', { label: label('所属公海', 'Belongs to pool'), readOnly: true, form: 'hidden', onDelete: 'restrict' }),
  /** Since when the present owner has it. */
  ownerSince: datetime({ label: label('归属开始', 'Owned since'), readOnly: true, form: 'hidden', trackHistory: false }),
  /** When it was last taken out of a pool (or made): what the longest time of holding counts from, whoever owns it meanwhile. */
  heldSince: datetime({ label: label('领取时间', 'Held since'), readOnly: true, form: 'hidden', trackHistory: false }),
  lastFollowAt: datetime({ label: label('最近有效跟进', 'Last follow-up'), readOnly: true, form: 'hidden', trackHistory: false }),
  /** When it goes back to its pool unless something happens; empty: never. */
  reclaimAt: datetime({ label: label('预计回收', 'Goes back at'), readOnly: true, form: 'hidden', indexed: true, trackHistory: false }),
  /** Until when no rule takes it away, as the pool took it in, or it came back to life, only lately. */
  graceUntil: datetime({ label: label('回收宽限至', 'Grace until'), readOnly: true, form: 'hidden', trackHistory: false }),
  /** No rule takes it away up to the end of this day. */
  protectedUntil: date({ label: label('保护期至', 'Protected until'), readOnly: true, form: 'hidden' }),
} as const;

/** Of these: whose the record is and by which pool's rules. They go together, and with the owner. */
export const belonging = [
  'pool',
  'homePool',
  'ownerSince',
  'heldSince',
  'reclaimAt',
  'graceUntil',
  'protectedUntil',
] as const satisfies readonly (keyof typeof poolFields)[];
