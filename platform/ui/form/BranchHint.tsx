import { Link } from '@tanstack/react-router';
import type { ObjectMeta } from '../data/meta.ts';
import type { HeadOffice } from '../duplicates/data.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import './form.css';

interface BranchHintProps {
  readonly meta: ObjectMeta;
  readonly heads: readonly HeadOffice[];
  readonly busy?: boolean;
  readonly onChoose: (head: HeadOffice) => void;
}

/** By its name it is a branch, and its company is there: one click hangs it below. */
export function BranchHint({ meta, heads, busy = false, onChoose }: BranchHintProps) {
  const { t } = useTranslation('duplicates');
  if (heads.length === 0) return null;
  return (
    <div className="alert twins" role="status">
      <Icon name="flow" />
      <div>
        <b>{t('branch.title')}</b>
        <ul>
          {heads.map((head) => (
            <li key={head.id}>
              <Icon name={iconOr(meta.icon ?? meta.name)} />
              <span className="ell">
                {head.title}
                {head.owner && <em>{t('create.duplicateOwner', { ns: 'form', owner: head.owner.title })}</em>}
              </span>
              <Link to={paths.record(head.object, head.id)} target="_blank">
                {t('open')}
              </Link>
              <Button size="xs" busy={busy} aria-label={t('branch.set', { title: head.title })} onClick={() => onChoose(head)}>
                {t('branch.below')}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
