import { useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { changeCompany } from './account.ts';

/** Says on every page that this is a trial copy, and leads back. */
export function SandboxBanner() {
  const { t } = useTranslation('shell');
  const { tenant, tenants } = useSession();
  const home = tenants.find((one) => one.id === tenant.sandboxOf);
  return (
    <aside className="sandboxbar" aria-label={t('sandbox')}>
      <b>{t('sandbox')}</b>
      <span>{tenant.name}</span>
      <span className="hint">{t('sandboxHint')}</span>
      {home && (
        <button type="button" onClick={() => changeCompany(home.id)}>
          {t('sandboxLeave')}
        </button>
      )}
    </aside>
  );
}
