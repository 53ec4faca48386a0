import type { RecordData, Reference } from '@huanke/platform/ui';

export const referenceIn = (record: RecordData, field: string): Reference | null => (record[field] ?? null) as Reference | null;
