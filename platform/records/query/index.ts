export { type AggregateAnswer, aggregateRecords } from './aggregate.ts';
export { type Counted, countedSql, withoutWorth } from './counted.ts';
export { decorateValues, type Link, loadTitles } from './decorate.ts';
export { compileFilter } from './filter.ts';
export { filterProblem } from './filter-problem.ts';
export { deletedRecords, getRecord, getRecords } from './get.ts';
export { createJoins, type Joins, titleSql } from './joins.ts';
export { parseAggregateRequest } from './parse-aggregate.ts';
export { parseFilter } from './parse-filter.ts';
export { parseQueryRequest, parseSort } from './parse-query.ts';
export { readableFields, resolvePath, targetOf } from './paths.ts';
export { prepareFilter } from './prepare.ts';
export { type Count, countRecords, type QueryAnswer, queryRecords } from './query.ts';
export { type StreamRequest, selectIds, streamRecords } from './stream.ts';
export type {
  AggregateInput,
  Answer,
  CountMode,
  Filter,
  FilterInput,
  Path,
  QueryInput,
  QueryRequest,
  SortInput,
  SortKey,
} from './types.ts';
