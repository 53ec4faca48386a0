import { fieldError, label } from '@huanke/platform/kernel';
import { objectIn } from './provider.ts';

const mostReports = 1000;

/** The reports of a service: a list of objects. @throws WRONG_TYPE, LIMIT_EXCEEDED */
export function reportsIn(body: unknown): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(body)) throw fieldError('WRONG_TYPE', 'body', label('应为数组', 'Must be a list'));
  if (body.length > mostReports) throw fieldError('LIMIT_EXCEEDED', 'body', label(`最多 ${mostReports} 条`, `At most ${mostReports}`));
  return body.map(objectIn);
}
