import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { EmptyState } from '../primitives/states.tsx';
import { usePageTitle } from '../shell/title.ts';

export function NotFound() {
  const { t } = useTranslation('shell');
  usePageTitle(t('nothingHere'));
  return (
    <EmptyState heading="h1" icon="search" title={t('nothingHere')} text={t('nothingHereHint')}>
      <Link to={paths.home} className="btn">
        {t('toHome')}
      </Link>
    </EmptyState>
  );
}
