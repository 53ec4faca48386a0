export type { SearchText, TextKind } from './atoms.ts';
export { idNumberCheck, isIdNumber, isMobile, isUscc, maskPhone, normalisePhone, phoneDigits, usccCheck } from './china.ts';
export type { Match, MatchReason, Range } from './match.ts';
export { matches } from './match.ts';
export { cleanText, fold, hasControl } from './normalise.ts';
export { charReadings, initialsOf, pinyinSortKey, readings } from './pinyin.ts';
export type { TokenPlan } from './query.ts';
export { queryTokens } from './query.ts';
export { recordTokens } from './tokens.ts';
