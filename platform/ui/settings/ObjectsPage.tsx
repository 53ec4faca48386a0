import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { DeletedObjects } from './DeletedObjects.tsx';
import { SettingsFrame } from './Frame.tsx';
import { ObjectDrawer } from './ObjectDrawer.tsx';

export function ObjectsPage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const { t: words } = useTranslation('fields');
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useObjects();
  return (
    <SettingsFrame
      page="objects"
      text={t('objects.text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen(true)}>
          {words('objectCreate')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      <ul className="set-cards tiles">
        {data?.map((object) => (
          <li key={object.name} className="card">
            <Link to={`/settings/objects/${object.name}`} className="main line">
              <Icon name={iconOr(object.icon ?? object.name)} size={20} />
              <span>
                <b>{text(object.label)}</b>
                <span className="note">{object.name}</span>
              </span>
              {object.custom && <Tag small>{t('objects.own')}</Tag>}
            </Link>
          </li>
        ))}
      </ul>
      <DeletedObjects />
      {open && <ObjectDrawer object={null} onClose={() => setOpen(false)} />}
    </SettingsFrame>
  );
}
