import { api } from '../../data/api.ts';
import type { FileValue } from '../values.ts';

/** Keeps a file on the server; the answer is what a field holds of it. */
export function upload(file: File): Promise<FileValue> {
  const form = new FormData();
  form.append('file', file);
  return api.post<FileValue>('/files', form);
}
