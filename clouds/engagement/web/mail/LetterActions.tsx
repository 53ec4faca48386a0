import { Button, confirm, toast, useAction, useLabel } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { type Letter, letterChanged, useWays } from '../data.ts';
import { texts } from '../texts.ts';

const Compose = lazy(() => import('./Compose.tsx').then((file) => ({ default: file.Compose })));

/** What a reader can do with a letter; what becomes of it is said by who has it in their mailbox. */
export function LetterActions({ letter, onGone }: { readonly letter: Letter; readonly onGone: (() => void) | undefined }) {
  const text = useLabel();
  const run = useAction('emailMessage');
  const ways = useWays().data;
  const [writing, setWriting] = useState(false);
  const act = (action: string, input: Record<string, unknown>) => run.mutateAsync({ id: letter.id, action, input });
  const setPrivate = () =>
    act('setPrivate', { private: !letter.isPrivate })
      .then(() => letterChanged())
      .catch((error: unknown) => toast.error(error));
  const remove = async () => {
    const sure = await confirm({ title: text(texts.removeAsk), text: text(texts.removeText), confirm: text(texts.remove), danger: true });
    if (!sure) return;
    try {
      await act('removeFromCrm', {});
      toast.ok(text(texts.removed));
      onGone?.();
      await letterChanged();
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <p className="mail-acts">
      {ways?.write && (
        <Button size="sm" icon="undo" onClick={() => setWriting(true)}>
          {text(texts.reply)}
        </Button>
      )}
      {letter.mine && (
        <>
          <Button size="sm" kind="ghost" icon="lock" busy={run.isPending} onClick={() => void setPrivate()}>
            {text(letter.isPrivate ? texts.makeOpen : texts.makePrivate)}
          </Button>
          <Button size="sm" kind="ghost" icon="trash" onClick={() => void remove()}>
            {text(texts.remove)}
          </Button>
        </>
      )}
      {writing && (
        <Suspense fallback={null}>
          <Compose start={{ replyTo: letter.id }} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </p>
  );
}
