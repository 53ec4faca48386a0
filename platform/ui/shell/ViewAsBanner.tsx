import { useLabel } from '../data/meta.ts';
import { useSession, viewAs } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';

/** Says on every page that these are the eyes of somebody else, and leads back. */
export function ViewAsBanner() {
  const { t } = useTranslation('shell');
  const text = useLabel();
  const seen = useSession().viewAs;
  if (!seen) return null;
  return (
    <aside className="sandboxbar" aria-label={t('viewAs')}>
      <b>{t(seen.kind === 'role' ? 'viewAsRole' : 'viewAsUser', { name: text(seen.title) })}</b>
      <span className="hint">{t('viewAsHint')}</span>
      <button type="button" onClick={() => void viewAs(null).catch(toast.error)}>
        {t('viewAsLeave')}
      </button>
    </aside>
  );
}
