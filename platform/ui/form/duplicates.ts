import { useQuery } from '@tanstack/react-query';
import { readIdNumber } from '../../text/id-number.ts';
import { ApiError } from '../data/api.ts';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { type Candidate, type Checked, checkRecord } from '../duplicates/data.ts';
import { useSettled } from './editors/lookup.ts';
import { isEmpty, toWireValues } from './values.ts';

type Values = Readonly<Record<string, unknown>>;
const MOST = 5;
const NONE: Checked = { candidates: [], branchOf: [] };

/** Records that may be the one being created, or whose branch it is; asked while typing, a moment after the last key. */
export function useTwins(meta: ObjectMeta, fields: readonly FieldMeta[], values: Values): Checked {
  const typed = toWireValues(
    meta.fields,
    Object.fromEntries(fields.filter((field) => !isEmpty(values[field.name])).map((field) => [field.name, values[field.name]])),
  );
  const now = JSON.stringify(typed);
  const settled = useSettled(now, 400);
  const isAsked = meta.hasMatchRule === true && settled === now && now !== '{}';
  const query = useQuery({
    queryKey: ['records', meta.name, 'twins', settled],
    queryFn: ({ signal }) => checkRecord({ object: meta.name, values: JSON.parse(settled) as Values }, signal),
    enabled: isAsked,
    staleTime: 10_000,
    retry: false,
  });
  if (!isAsked || !query.data) return NONE;
  return { ...query.data, candidates: query.data.candidates.slice(0, MOST) };
}

/** A refusal because of records that are only likely to be the same: the person may go on. */
export function isOnlyWarned(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    error.code === 'DUPLICATE' &&
    error.errors.length > 0 &&
    error.errors.every((problem) => (problem.record as Candidate | undefined)?.action === 'warn')
  );
}

/** Numbers of the law with a wrong check character: a few are in circulation, so the person confirms what they have typed. */
export function doubtfulNumbers(fields: readonly FieldMeta[], values: Values): readonly FieldMeta[] {
  return fields.filter(({ name, type, kind, lenient }) => {
    const value = values[name];
    if (type !== 'idNumber' || !lenient || (kind !== 'uscc' && kind !== 'resident') || typeof value !== 'string' || value === '')
      return false;
    return readIdNumber(kind, value).problem === 'check';
  });
}
