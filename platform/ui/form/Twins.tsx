import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import type { Twin } from './duplicates.ts';

/** May already be there: record, owner, what is the same; open it, or go on. */
export function Twins({ twins }: { readonly twins: readonly Twin[] }) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const [passed, setPassed] = useState('');
  const key = twins.map((twin) => twin.id).join();
  if (twins.length === 0 || passed === key) return null;
  return (
    <div className="alert warn twins" role="status">
      <Icon name="warn" />
      <div>
        <b>{t('create.duplicate')}</b>
        <ul>
          {twins.map((twin) => {
            const object = objects.find((one) => one.name === twin.object);
            const owner = [twin.sub, twin.owner ? t('create.duplicateOwner', { owner: twin.owner }) : ''].filter(Boolean).join(' · ');
            return (
              <li key={twin.id}>
                <Icon name={iconOr(object?.icon ?? twin.object)} />
                <span className="ell">
                  {twin.title}
                  <em>
                    {[object ? text(object.label) : '', t('create.same', { field: text(twin.field.label) }), owner]
                      .filter(Boolean)
                      .join(' · ')}
                  </em>
                </span>
                <Link to={paths.record(twin.object, twin.id)} target="_blank">
                  {t('create.open')}
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
      <Button size="xs" onClick={() => setPassed(key)}>
        {t('create.stillNew')}
      </Button>
    </div>
  );
}
