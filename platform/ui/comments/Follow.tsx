import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { useFollow } from './data.ts';

/** 关注: be told of changes of this record. */
export function Follow({ size = 16 }: { readonly size?: number }) {
  const { t } = useTranslation('comments');
  const { meta, record } = useRecordPage();
  const { on, count, toggle } = useFollow({ object: meta.name, record: record.id });
  const title = [on ? t('unfollowTitle') : t('followTitle'), ...(count > 0 ? [t('followers', { count })] : [])].join(' · ');
  return (
    <button
      type="button"
      className={on ? 'ib follow on' : 'ib follow'}
      aria-pressed={on}
      aria-label={t('follow')}
      title={title}
      onClick={toggle}
    >
      <Icon name="eye" size={size} />
    </button>
  );
}
