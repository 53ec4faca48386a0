import type { ImportColumn, ImportFormat } from '@huanke/platform/module';

type Columns = ImportFormat['columns'];

/** Who no longer works here made it: the record is kept, its author is whoever imports. */
const author: ImportColumn = { field: 'createdBy', onMissing: 'empty' };

/** @example origin('Created Time', 'Created By', 'Modified Time') */
export const origin = (at: string, by: string, changed: string): Columns => ({
  [at]: 'createdAt',
  [by]: author,
  [changed]: 'updatedAt',
});

/** Columns that hold the other record's id in the old system, which became its external id here. */
export const byId = (field: string): ImportColumn => ({ field, lookupBy: 'externalId' });

export const authorById: ImportColumn = { ...author, lookupBy: 'externalId' };

/** A person's name in two columns. */
export const personName = (given: string, family: string): Columns => ({ [given]: { field: 'name', join: family } });
