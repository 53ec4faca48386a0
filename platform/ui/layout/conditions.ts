import { type Holds, holdsFor } from '../../metadata/layouts/holds.ts';
import type { ObjectMeta } from '../data/meta.ts';

/** Makes the judge of one record's conditions. */
export type Judge = (meta: ObjectMeta, values: Readonly<Record<string, unknown>>, timeZone: string) => Holds;

export const judgeOf: Judge = (meta, values, timeZone) => holdsFor(meta, meta.fields, values, { now: new Date(), timeZone });
