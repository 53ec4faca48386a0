import { useEffect, useState } from 'react';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { timeLeft } from './left.ts';

/** Minutes from which on one has to hurry. */
const SOON = 10;

/** How much time is left until a moment, moving on by itself: `剩 12 分钟`, `超时 3 小时`. */
export function Countdown({ at }: { readonly at: string }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const { unit, count, late } = timeLeft(new Date(at), now);
  const tone = late ? 'bad' : unit === 'minutes' && count <= SOON ? 'warn' : 'neutral';
  return (
    <Tag small tone={tone} title={format.dateTime(at)}>
      <Icon name={late ? 'warn' : 'clock'} size={12} />
      {late && count === 0 ? t('left.justLate') : t(`left.${late ? 'late' : 'left'}.${unit}`, { count })}
    </Tag>
  );
}
