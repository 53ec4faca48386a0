import { Button, IconButton, Menu, useFormat, useTranslation } from '@huanke/platform/ui';
import type { Deal, NextItem } from './types.ts';
import { laterDays } from './use-day.ts';
import { useDoing } from './use-doing.ts';

function Days({
  name,
  today,
  wide,
  onPick,
}: {
  readonly name: string;
  readonly today: string;
  readonly wide: boolean;
  readonly onPick: (day: string) => void;
}) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const items = laterDays(today).map(({ key, day }) => ({
    key,
    label: t(`home.later.${key}`),
    hint: format.date(day).slice(5),
    onSelect: () => onPick(day),
  }));
  return (
    <Menu label={t('home.putOffTo')} groups={[{ key: 'days', items }]} align="end">
      {(props) =>
        wide ? (
          <Button {...props} icon="clock">
            {t('home.reschedule')}
          </Button>
        ) : (
          <IconButton {...props} icon="clock" label={name} />
        )
      }
    </Menu>
  );
}

/** 改期: a few days to choose from, for a task or the next step of a deal. */
export function PutOff({ item, today, wide = false }: { readonly item: NextItem; readonly today: string; readonly wide?: boolean }) {
  const { t } = useTranslation('sales');
  const { putOff, mayPutOff } = useDoing();
  if (!mayPutOff(item)) return null;
  return <Days name={t('home.rescheduleOf', { name: item.text })} today={today} wide={wide} onPick={(day) => void putOff(item, day)} />;
}

/** Another day for the expected close. */
export function PutOffClose({ deal, today }: { readonly deal: Deal; readonly today: string }) {
  const { t } = useTranslation('sales');
  const { putOffClose, mayPutOff } = useDoing();
  if (!mayPutOff({ deal })) return null;
  return <Days name={t('home.recloseOf', { name: deal.name })} today={today} wide={false} onPick={(day) => void putOffClose(deal, day)} />;
}
