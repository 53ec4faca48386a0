import { useState } from 'react';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { Tag } from '../../primitives/Tag.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { canReceive, type Hindrance, type PushDevice, receiveHere, receiveNoMore, usePushDevices } from './push.ts';

/** The devices on which one receives pushes; the one in use is added by a press, and only then the browser asks. */
export function PushDevices() {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = usePushDevices();
  const [busy, setBusy] = useState(false);
  const [hindrance, setHindrance] = useState<Hindrance | undefined>();
  if (error && !data) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={2} />;
  const add = () => {
    setBusy(true);
    receiveHere(data.publicKey)
      .then(setHindrance, toast.error)
      .finally(() => setBusy(false));
  };
  const isHere = data.items.some(({ current }) => current);
  return (
    <>
      <p className="hint">{t('push.hint')}</p>
      {data.items.length > 0 && (
        <ul className="push-devices" aria-label={t('push.title')}>
          {data.items.map((device) => (
            <Device key={device.id} device={device} />
          ))}
        </ul>
      )}
      {!isHere &&
        (canReceive() ? (
          <Button icon="bell" busy={busy} onClick={add}>
            {t('push.here')}
          </Button>
        ) : (
          <p className="note">{t('push.unable')}</p>
        ))}
      <div role="status">{hindrance && <p className="alert warn">{t(`push.${hindrance}`)}</p>}</div>
    </>
  );
}

function Device({ device }: { readonly device: PushDevice }) {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const { name, handheld, current, createdAt, reachedAt } = device;
  return (
    <li>
      <Icon name={handheld ? 'mobile' : 'screen'} size={16} />
      <span className="dv">
        {name} {current && <Tag small>{t('push.current')}</Tag>}
        <span className="note">
          {reachedAt ? t('push.reached', { time: format.relative(reachedAt) }) : t('push.added', { time: format.relative(createdAt) })}
        </span>
      </span>
      <Button kind="link" aria-label={t('push.removeNamed', { name })} onClick={() => void receiveNoMore(device).catch(toast.error)}>
        {t('push.remove')}
      </Button>
    </li>
  );
}
