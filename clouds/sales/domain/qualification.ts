import type { Values } from '@huanke/platform/module';

/** BANT 预算、决策人、需求、时间: what a lead must tell of itself to be worth a deal. */
const questions = ['budget', 'decisionMaker', 'need', 'timeline'] as const;

/** So many answers make it qualified (SAL-7). */
export const enoughAnswers = 3;

export const answersOf = (lead: Values): number => questions.filter((name) => Boolean(lead[name])).length;
