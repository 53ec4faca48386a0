export { tagByRulesJob, tagNightlyJob, tagSaved } from './by-rules.ts';
export { tagsPanel } from './panel.ts';
export { newTagsSubscriber, replaceTagJob } from './replace.ts';
export { tagRoutes } from './routes.ts';
export { tagRuleKind } from './rules.ts';
