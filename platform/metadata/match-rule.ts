import { type MatchCriterion, type MatchKind, type MatchRule, type ObjectMeta, partsOf } from '../module/index.ts';

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

/** The fields that a rule reads. */
export const fieldsOfRule = (rule: MatchRule): ReadonlySet<string> => new Set(rule.criteria.flatMap((one) => one.fields));

/** What tells whether the stored keys of an object are those of this rule; raised when the keys themselves are made in another way. */
export const ruleText = (rule: MatchRule | undefined): string => JSON.stringify([2, rule?.criteria.map(keyForm) ?? []]);

const keyForm = ({ kind, fields }: MatchCriterion) => [kind, ...fields];

/** Whether saves of the object claim keys that only one record may have. */
export const isClaiming = (meta: ObjectMeta): boolean => matchRuleOf(meta)?.criteria.some((one) => one.action === 'block') ?? false;
