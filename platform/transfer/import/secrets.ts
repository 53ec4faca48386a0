import { removeFiles } from '../../files/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { hiddenText, isSecret } from '../../storage/vault.ts';
import type { ImportRecord } from './types.ts';

type Mapped = Pick<ImportRecord, 'mapping'>;

/** Columns of the file that fill encrypted fields. */
export function secretColumns(meta: ObjectMeta, { mapping }: Mapped): ReadonlySet<string> {
  const isHidden = (name: string) => {
    const field = meta.fields.get(name);
    return field !== undefined && isSecret(field);
  };
  return new Set(mapping.filter((entry) => isHidden(entry.field)).map((entry) => entry.column));
}

/** A cell as problems may tell it: of an encrypted field only that there was something. */
export function toldCell(field: FieldMeta, cell: string | null | undefined): string | null {
  if (cell === null || cell === undefined || cell === '') return cell ?? null;
  return isSecret(field) ? hiddenText : cell;
}

/** Once an import is done nothing needs its file but the list of errors; clear texts of encrypted fields do not wait for that. */
export async function dropSecretFile(tx: Context, meta: ObjectMeta, record: Pick<ImportRecord, 'mapping' | 'fileId'>): Promise<void> {
  if (secretColumns(meta, record).size > 0) await removeFiles(tx, [record.fileId]);
}
