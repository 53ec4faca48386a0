import { useState } from 'react';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { poolsChanged, useRequests } from './data.ts';
import './pools.css';

type Verb = 'approve' | 'refuse' | 'withdraw';
const done = { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' } as const;

/** 同意 and 拒绝 for a request that waits, or 撤回 for one's own; a word for one that does not wait any more. */
export function RequestAnswer({ id, onDone }: { readonly id: string; readonly onDone?: () => void }) {
  const { t } = useTranslation('pools');
  const { data } = useRequests();
  const [busy, setBusy] = useState(false);
  if (!data) return null;
  const request = data.find((one) => one.id === id);
  if (request?.status !== 'waiting') return <p className="poolanswer note">{t('requests.over')}</p>;
  const answer = async (verb: Verb) => {
    setBusy(true);
    try {
      await api.post(`/pools/requests/${id}/${verb}`);
      toast.ok(t(`requests.${done[verb]}`));
      onDone?.();
    } catch (error) {
      toast.error(error);
    } finally {
      await Promise.all([poolsChanged(), queryClient.invalidateQueries({ queryKey: ['records', request.object] })]);
      setBusy(false);
    }
  };
  const button = (verb: Verb, kind: 'primary' | 'default') => (
    <Button
      size="sm"
      kind={kind}
      busy={busy}
      aria-label={t('requests.of', { verb: t(`requests.${verb}`), user: request.user.title, record: request.record.title })}
      onClick={() => void answer(verb)}
    >
      {t(`requests.${verb}`)}
    </Button>
  );
  return (
    <div className="poolanswer">
      {request.mayDecide ? (
        <>
          {button('approve', 'primary')}
          {button('refuse', 'default')}
        </>
      ) : (
        button('withdraw', 'default')
      )}
    </div>
  );
}
