export { candidateIds, searchPlans, searchSpace } from './candidates.ts';
export { type IndexRow, indexRecords, indexStatement, searchIndex, unindexStatement } from './index-records.ts';
export { reindexJob } from './reindex.ts';
export { searchRoutes } from './routes.ts';
export { type Highlight, type SearchGroup, type SearchItem, type SearchRequest, search } from './search.ts';
export { type FieldText, isSearchable, searchKindOf, searchTexts } from './texts.ts';
