import { ErrorState, Skeleton } from '@huanke/platform/ui';
import { useThread } from '../data.ts';
import { Letter } from './Letter.tsx';
import '../web.css';

/** All letters of a thread that the reader may see, the oldest first; the one that was asked for stands open. */
export function Thread({ id, onGone }: { readonly id: string; readonly onGone: () => void }) {
  const { data, error, refetch } = useThread(id);
  if (error && !data) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={5} />;
  return (
    <ol className="mail-thread">
      {data.map((letter) => (
        <li key={letter.id}>
          <Letter letter={letter} start={letter.id === id} onGone={letter.id === id ? onGone : undefined} />
        </li>
      ))}
    </ol>
  );
}
