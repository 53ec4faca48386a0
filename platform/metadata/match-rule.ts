import { type MatchCriterion, type MatchKind, type MatchRule, type ObjectMeta, partsOf } from '../module/index.ts';
import { isPersonal } from './personal.ts';

export const matchRuleKindName = 'matchRule';

/** Kinds that read a company's name, and the fields they read in order: `?` may be missing. */
export const criterionFields: Readonly<Record<MatchKind, readonly string[]>> = {
  uscc: ['code'],
  company: ['company'],
  companyCore: ['company'],
  companyRegion: ['company', 'region?'],
  brandPhone: ['company', 'phone'],
  brandMail: ['company', 'email'],
  similarCompany: ['company'],
  mobile: ['phone'],
  email: ['email'],
  exact: ['value', 'value?', 'value?'],
};

const known = new WeakMap<ObjectMeta, MatchRule | null>();

/** The rule in force for an object: the company's own, else the shipped one; without criteria whose fields are gone. */
export function matchRuleOf(meta: ObjectMeta): MatchRule | undefined {
  let rule = known.get(meta);
  if (rule === undefined) {
    const said = partsOf<MatchRule>(meta, matchRuleKindName)[0]?.definition ?? meta.duplicates;
    const criteria = said?.active ? said.criteria.filter((one) => one.fields.every((name) => meta.fields.has(name))) : [];
    rule = criteria.length > 0 ? { active: true, criteria } : null;
    known.set(meta, rule);
  }
  return rule ?? undefined;
}

/** What belongs to one person at most, and is one field. */
const personal: ReadonlySet<MatchKind> = new Set(['mobile', 'email', 'exact']);

/**
 * The fields that tell records of the object apart, the surest first: what its rule refuses a second time, its title, then what its rule
 * knows a person by: of several numbers or addresses the first, as the others may be those of a whole office. The title of people is a name that
 * many bear, and tells nobody apart.
 */
export function identifiersOf(meta: ObjectMeta): readonly string[] {
  const criteria = (matchRuleOf(meta)?.criteria ?? []).filter(({ fields }) => fields.length === 1);
  const isMain = (one: MatchCriterion) => one.kind === 'exact' || criteria.find(({ kind }) => kind === one.kind) === one;
  const alone = criteria.toSorted((a, b) => b.score - a.score);
  const fieldsOf = (some: readonly MatchCriterion[]) => some.flatMap(({ fields }) => fields);
  const title = meta.fields.get(meta.title);
  return [
    ...new Set([
      ...fieldsOf(alone.filter(({ action }) => action === 'block')),
      ...(title && !isPersonal(title) ? [title.name] : []),
      ...fieldsOf(alone.filter((one) => personal.has(one.kind) && one.action !== 'review' && isMain(one))),
    ]),
  ];
}

/** The fields that a rule reads. */
export const fieldsOfRule = (rule: MatchRule): ReadonlySet<string> => new Set(rule.criteria.flatMap((one) => one.fields));

/** What tells whether the stored keys of an object are those of this rule; raised when the keys themselves are made in another way. */
export const ruleText = (rule: MatchRule | undefined): string => JSON.stringify([2, rule?.criteria.map(keyForm) ?? []]);

const keyForm = ({ kind, fields }: MatchCriterion) => [kind, ...fields];

/** Whether saves of the object claim keys that only one record may have. */
export const isClaiming = (meta: ObjectMeta): boolean => matchRuleOf(meta)?.criteria.some((one) => one.action === 'block') ?? false;
