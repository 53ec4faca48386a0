import type { FieldMeta, Option } from '../data/meta.ts';

/** How far along its path a stage is: `done` of `steps` arcs. Lost and on hold are off the path. */
export interface StageProgress {
  readonly option: Option | undefined;
  readonly steps: number;
  readonly done: number;
  readonly tone: 'open' | 'won' | 'lost' | 'hold';
}

/** The stages that lead from first contact to won; those without a chance (lost, on hold) stand beside the path. */
export function stagePath(options: readonly Option[]): readonly Option[] {
  const open = options.filter((option) => option.active !== false && option.category === 'open' && option.probability !== 0);
  const won = options.find((option) => option.active !== false && option.category === 'won');
  return won ? [...open, won] : open;
}

/** `stageProgress(field, 'proposal')` → 3 of 5. */
export function stageProgress(field: Pick<FieldMeta, 'options'>, key: unknown): StageProgress {
  const options = field.options ?? [];
  const option = options.find((one) => one.key === key);
  const path = stagePath(options);
  const steps = Math.max(1, path.length);
  if (option?.category === 'won') return { option, steps, done: steps, tone: 'won' };
  if (option?.category === 'lost') return { option, steps, done: 0, tone: 'lost' };
  const at = path.findIndex((one) => one.key === key);
  return at < 0 ? { option, steps, done: 0, tone: 'hold' } : { option, steps, done: at + 1, tone: 'open' };
}

/** Whole days since a record entered its stage, and whether that is longer than usual. */
export function stageDays(option: Option | undefined, enteredAt: unknown, now: number = Date.now()) {
  if (typeof enteredAt !== 'string' || option?.category === 'won' || option?.category === 'lost') return null;
  const at = Date.parse(enteredAt);
  if (Number.isNaN(at)) return null;
  const days = Math.max(0, Math.floor((now - at) / 86_400_000));
  const limit = option?.limitDays;
  const over = limit !== undefined && days > limit;
  return { days, slow: over || (option?.usualDays !== undefined && days > option.usualDays), over, usual: option?.usualDays ?? limit };
}
