import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';

/** Asks, and ends what lies in the recycle bin for good. */
export async function purge(
  url: string,
  words: { readonly title: string; readonly text: string; readonly confirm: string; readonly done: string },
) {
  if (!(await confirm({ title: words.title, text: words.text, confirm: words.confirm, danger: true }))) return;
  try {
    await api.post(`${url}/purge`);
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    toast.ok(words.done);
  } catch (cause) {
    toast.error(cause);
  }
}
