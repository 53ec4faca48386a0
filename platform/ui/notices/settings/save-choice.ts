import { api } from '../../data/api.ts';
import { queryClient } from '../../data/query-client.ts';
import { toast } from '../../primitives/Toast.tsx';
import { type Choice, type ChoiceChange, type ChoiceView, type Circle, choiceKey, choicePath } from './data.ts';

/** The choice as it will be; what goes back to the wider circle stays until the answer comes. */
function changed(choice: Choice, change: ChoiceChange): Choice {
  const { ways, follow, quiet, ...plain } = change;
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null));
  return {
    ...choice,
    ...set,
    ...(quiet === undefined || quiet === 'company' ? {} : { quiet }),
    ways: { ...choice.ways, ...ways },
    follow: { ...choice.follow, ...follow },
  };
}

const over = (view: ChoiceView, changes: readonly ChoiceChange[]): ChoiceView => ({
  ...view,
  choice: changes.reduce(changed, view.choice),
});

/** Pressed and not answered yet, the oldest first. */
const waiting: Record<Circle, ChoiceChange[]> = { me: [], company: [] };

/**
 * Saves a change at once. The form follows the press, and changes go out one after the other: an answer knows nothing of what was pressed after
 * its question, so that what still waits is laid over it.
 */
export async function saveChoice(circle: Circle, change: ChoiceChange, onSaved: () => void): Promise<void> {
  const key = choiceKey(circle);
  const changes = waiting[circle];
  const isFirst = changes.push(change) === 1;
  queryClient.setQueryData<ChoiceView>(key, (before) => before && over(before, [change]));
  // what is being read now is older than the press
  void queryClient.cancelQueries({ queryKey: key }, { revert: false });
  if (!isFirst) return;
  for (let next = changes[0]; next; next = changes[0]) {
    const saved = await api.patch<ChoiceView>(choicePath(circle), next).catch((cause: unknown) => {
      toast.error(cause);
      return undefined;
    });
    changes.shift();
    if (saved) {
      queryClient.setQueryData(key, over(saved, changes));
      onSaved();
    } else if (changes.length === 0) await queryClient.invalidateQueries({ queryKey: key });
  }
}
