import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type Label, type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';
import { ObjectDrawer } from './ObjectDrawer.tsx';

interface Effect {
  readonly records: number;
  readonly uses: readonly { readonly label: Label }[];
}

/** Edit an object; one's own can be deleted, after a look at what goes with it. */
export function ObjectActions({ object }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('fields');
  const { t: settings } = useTranslation('settings');
  const text = useLabel();
  const go = useNavigate();
  const [open, setOpen] = useState(false);
  const remove = async () => {
    try {
      const effect = await api.get<Effect>(`/meta/objects/${object.name}/effect`);
      const places = effect.uses.map((use) => text(use.label)).join(settings('listMark'));
      const sure = await confirm({
        title: t('objectDeleteTitle', { name: text(object.label) }),
        text: [t('objectDeleteText', { records: effect.records }), places && t('deleteUses', { places }), t('deleteKept')]
          .filter(Boolean)
          .join(''),
        confirm: settings('delete'),
        danger: true,
      });
      if (!sure) return;
      await api.delete(`/meta/objects/${object.name}`);
      await go({ to: '/settings/objects' });
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <>
      {object.custom && (
        <Button kind="ghost" icon="trash" onClick={() => void remove()}>
          {t('objectDelete')}
        </Button>
      )}
      <Button icon="pencil" onClick={() => setOpen(true)}>
        {t('objectEdit')}
      </Button>
      {open && <ObjectDrawer object={object} onClose={() => setOpen(false)} />}
    </>
  );
}
