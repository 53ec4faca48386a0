import { useQuery } from '@tanstack/react-query';
import { api } from '../../data/api.ts';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { configurationChanged, type InstalledPackage, type Usage } from './data.ts';

/** Removing a package: what goes, or what keeps it, in numbers. */
export function UsageDialog({ entry, onClose }: { readonly entry: InstalledPackage; readonly onClose: () => void }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const name = text(entry.label);
  const usage = useQuery({
    queryKey: ['packageUsage', entry.name],
    queryFn: () => api.get<{ removes: number; restores: number; items: readonly Usage[] }>(`/packages/${entry.name}/usage`),
    staleTime: 0,
  });
  const { busy, error, run } = useSubmit(async () => {
    await api.post(`/packages/${entry.name}/uninstall`);
    await configurationChanged();
    toast.ok(t('removed', { name }));
    onClose();
  });
  const held = usage.data?.items ?? [];
  return (
    <Dialog
      title={t('usageTitle', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(held.length > 0 ? 'close' : 'cancel', { ns: 'common' })}</Button>
          {usage.data && held.length === 0 && (
            <Button kind="danger" busy={busy} onClick={run}>
              {t('remove')}
            </Button>
          )}
        </>
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={[]} />
        {usage.error && <ErrorState error={usage.error} small onRetry={() => void usage.refetch()} />}
        {usage.isPending && <Skeleton lines={3} />}
        {usage.data && held.length === 0 && <p>{t('usageFree', { removes: usage.data.removes, restores: usage.data.restores })}</p>}
        {held.length > 0 && (
          <>
            <p>{t('usageHeld')}</p>
            <ul className="set-counts">
              {held.map((one) => (
                <li key={one.key}>
                  <span>{one.label ? text(one.label) : one.name}</span>
                  <b>{text(one.text)}</b>
                </li>
              ))}
            </ul>
            <p className="sub">{t('usageHint')}</p>
          </>
        )}
      </div>
    </Dialog>
  );
}
