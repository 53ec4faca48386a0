export { type ExplainedVerb, type Explanation, explainAccess, explainedVerbs, type Reason, type Verdict } from './explain.ts';
export { sharingRoutes } from './routes.ts';
export { followTeam, shareWith } from './rows.ts';
export { sharingRuleKind } from './rules.ts';
export { joinTeam } from './team.ts';
