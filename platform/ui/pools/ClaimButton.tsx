import { useState } from 'react';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { poolsChanged } from './data.ts';

interface Result {
  readonly id: string;
  readonly claimed: boolean;
  readonly requested?: boolean;
  readonly error?: { readonly title: string; readonly detail?: string };
}

/** 领取 for the rows that are chosen: what can be had is taken, the rest says why not. */
export function ClaimButton({
  meta,
  pool,
  ids,
  onDone,
}: {
  readonly meta: ObjectMeta;
  readonly pool: string;
  readonly ids: readonly string[];
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('pools');
  const [busy, setBusy] = useState(false);
  const claim = async () => {
    setBusy(true);
    try {
      const { results } = await api.post<{ results: readonly Result[] }>(`/pools/${pool}/claim`, { records: ids });
      await Promise.all([poolsChanged(), queryClient.invalidateQueries({ queryKey: ['records', meta.name] })]);
      const claimed = results.filter((one) => one.claimed).length;
      const requested = results.filter((one) => one.requested).length;
      const refused = results.filter((one) => one.error);
      if (claimed > 0) toast.ok(t('claimed', { count: claimed }));
      if (requested > 0) toast.ok(t('requested', { count: requested }));
      if (refused.length > 0)
        toast.info(t('refused', { count: refused.length, why: [...new Set(refused.map(({ error }) => error?.title))].join('；') }));
      onDone();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="check" kind="ghost" busy={busy} onClick={() => void claim()}>
      {t('claim')}
    </Button>
  );
}
