import type { FieldMeta, ObjectMeta, Option, RecordTypeMeta, StageGate, StageRules, TypeStage } from '../data/meta.ts';

/** Fields that records can go through step by step, stages first. Those with a shared option set have none of their own. */
export function processFields(meta: ObjectMeta): readonly FieldMeta[] {
  const own = meta.fields.filter(
    (field) =>
      (field.type === 'stage' || field.type === 'picklist') &&
      !field.system &&
      !field.readOnly &&
      !field.optionSet &&
      field.options?.length,
  );
  return [...own.filter((field) => field.type === 'stage'), ...own.filter((field) => field.type !== 'stage')];
}

export const isLive = (option: Option): boolean => option.active !== false;

type OwnRules = Readonly<Record<string, TypeStage>>;
const ruleKeys = ['usualDays', 'limitDays', 'next', 'requires', 'checks', 'team', 'exit'] as const;

export function rulesOf(option: StageRules): StageRules {
  return Object.fromEntries(ruleKeys.flatMap((key) => (option[key] === undefined ? [] : [[key, option[key]]])));
}

/** What a record type keeps of a stage: its rules, and a chance that is not the field's. */
export function ownOf(option: Option, field: FieldMeta): TypeStage {
  const shared = field.options?.find(({ key }) => key === option.key)?.probability;
  const { probability } = option;
  return { ...rulesOf(option), ...(probability === undefined || probability === shared ? {} : { probability }) };
}

/** The stages as the editor shows them for one record type: with its own rules, where it has them, and only those it offers. */
export function stagesOf(field: FieldMeta, type: RecordTypeMeta | undefined, own: OwnRules | undefined): readonly Option[] {
  const options = field.options ?? [];
  const offered = field.type === 'stage' ? type?.stages?.[field.name] : type?.options?.[field.name];
  const shown = offered ? offered.flatMap((key) => options.find((option) => option.key === key) ?? []) : options;
  if (!own) return shown;
  return shown.map((option) => {
    const rest = Object.fromEntries(Object.entries(option).filter(([key]) => !(ruleKeys as readonly string[]).includes(key)));
    return { ...(rest as unknown as Option), ...own[option.key] };
  });
}

/** A stage with a rule set, or without it. */
export function withRule<K extends keyof TypeStage>(option: Option, key: K, value: TypeStage[K] | undefined): Option {
  const { [key]: _old, ...rest } = option;
  return value === undefined ? (rest as Option) : { ...(rest as Option), [key]: value };
}

/**
 * A stage that means another thing: what it counts as in a forecast was said of the old meaning, and what is won or lost is no matter of chance
 * any more.
 */
export function withCategory(options: readonly Option[], key: string, category: Option['category']): readonly Option[] {
  return options.map((option) => {
    if (option.key !== key || option.category === category) return option;
    const { forecastCategory: _old, ...rest } = option;
    const chance = category === 'won' ? 100 : category === 'lost' ? 0 : undefined;
    return { ...rest, ...(category ? { category } : {}), ...(chance === undefined ? {} : { probability: chance }) };
  });
}

/** May a record go from one stage to the other? */
export const mayGo = (from: Option, to: string): boolean => from.next === undefined || from.next.includes(to);

/** One move allowed or not. All of them is the same as saying nothing: stages that come later are then open, too. */
export function toggleMove(options: readonly Option[], from: string, to: string): readonly Option[] {
  const others = options.filter((option) => isLive(option) && option.key !== from).map(({ key }) => key);
  return options.map((option) => {
    if (option.key !== from) return option;
    const next = others.filter((key) => (key === to ? !mayGo(option, key) : mayGo(option, key)));
    return withRule(option, 'next', next.length === others.length ? undefined : next);
  });
}

/** Step by step: one on or back, and at any time to what stands beside the path (lost, on hold). */
export function stepwise(options: readonly Option[]): readonly Option[] {
  const live = options.filter(isLive);
  const beside = live.filter((option) => option.category === 'lost' || (option.category === 'open' && option.probability === 0));
  const path = live.filter((option) => !beside.includes(option));
  return options.map((option) => {
    const at = path.indexOf(option);
    if (at < 0) return withRule(option, 'next', undefined);
    const near = [path[at - 1], path[at + 1], ...beside];
    return withRule(
      option,
      'next',
      near.flatMap((one) => (one ? [one.key] : [])),
    );
  });
}

/** Without the stage: it goes from the moves of the others, too. */
export function withoutStage(options: readonly Option[], key: string): readonly Option[] {
  return options
    .filter((option) => option.key !== key)
    .map((option) => (option.next?.includes(key) ? { ...option, next: option.next.filter((one) => one !== key) } : option));
}

/** How many conditions stand at the door of a stage. */
export const gateCount = (option: StageRules): number => askedBy(option) + askedBy(option.exit ?? {});

const askedBy = (gate: StageGate): number => (gate.requires?.length ?? 0) + (gate.checks?.length ?? 0) + (gate.team ? 1 : 0);

/** A default that is no longer offered gives way to the first stage that is. */
export function defaultFor(field: FieldMeta, options: readonly Option[]): string | undefined {
  if (typeof field.default !== 'string') return undefined;
  const live = options.filter(isLive);
  return live.some((option) => option.key === field.default) ? undefined : live[0]?.key;
}
