import { useEffect } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { usePhone } from '../primitives/media.ts';
import { Delayed } from '../primitives/Skeleton.tsx';
import { toast } from '../primitives/Toast.tsx';
import { usePageTitle } from '../shell/title.ts';
import { DesktopList } from './DesktopList.tsx';
import { PhoneList } from './PhoneList.tsx';
import { ListSkeleton } from './states.tsx';
import { useListState } from './use-list-state.ts';
import { useViewName } from './ViewSwitcher.tsx';
import './list.css';

/** The list of an object, whatever the object: rows, cards on the phone, or a board. */
export function RecordList({ meta }: { readonly meta: ObjectMeta }) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const phone = usePhone();
  const control = useListState(meta);
  usePageTitle(`${useViewName(meta, control)} · ${text(meta.plural ?? meta.label)}`);
  useEffect(() => {
    if (control.lost) toast.info(t('unknownView'));
  }, [control.lost, t]);
  if (control.waiting)
    return (
      <Delayed>
        <ListSkeleton />
      </Delayed>
    );
  return phone ? <PhoneList meta={meta} control={control} /> : <DesktopList meta={meta} control={control} />;
}
