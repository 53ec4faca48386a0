import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Drawer.tsx';

export interface Question {
  /** Names the thing and the effect: 删除 3 个客户，及其 12 条跟进？ */
  readonly title: string;
  readonly text?: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
}

let open: { readonly question: Question; readonly answer: (yes: boolean) => void } | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/** `if (await confirm({ title, confirm: '删除', danger: true })) …` */
export function confirm(question: Question): Promise<boolean> {
  open?.answer(false);
  return new Promise((resolve) => {
    open = {
      question,
      answer: (yes) => {
        open = null;
        tell();
        resolve(yes);
      },
    };
    tell();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Mounted once at the root. */
export function ConfirmHost() {
  const { t } = useTranslation();
  const current = useSyncExternalStore(subscribe, () => open);
  if (!current) return null;
  const { question, answer } = current;
  return (
    <Dialog
      title={question.title}
      onClose={() => answer(false)}
      footer={
        <>
          <Button onClick={() => answer(false)}>{t('cancel')}</Button>
          <Button kind={question.danger ? 'danger' : 'primary'} onClick={() => answer(true)} data-autofocus="">
            {question.confirm}
          </Button>
        </>
      }
    >
      {question.text}
    </Dialog>
  );
}
