import { type AppError, errors, label } from '@huanke/platform/kernel';
import type { Context, Values } from '@huanke/platform/module';

/** BANT 预算、决策人、需求、时间: what a lead must tell of itself to be worth a deal. */
const questions = ['budget', 'decisionMaker', 'need', 'timeline'] as const;

/** So many answers make it qualified (SAL-7). */
export const enoughAnswers = 3;

export const answersOf = (lead: Values): number => questions.filter((name) => Boolean(lead[name])).length;

/** The right to accept a lead as qualified, whatever it has answered. */
export const qualifyRight = 'lead.qualify';

const tooFew = label(
  '预算、决策人、需求、采购时间答出三项才能变为已确认，或者请经理确认合格',
  'A lead is qualified with three of budget, decision maker, need and timing answered, or by its manager',
);

/** Why this person may not call a lead qualified; undefined when three questions are answered or they may accept it. */
export function whyNotQualified(ctx: Context, lead: Values): AppError | undefined {
  if (answersOf(lead) >= enoughAnswers || ctx.access.can(qualifyRight)) return undefined;
  return errors.FORBIDDEN({ errors: [{ field: 'status', code: 'FORBIDDEN', message: tooFew }] });
}
