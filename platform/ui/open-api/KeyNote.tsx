import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import type { App, Token } from './data.ts';
import { modeOf } from './scopes.ts';

/** One line under the name of a key: what it may do, by what it is known, when it was used. */
export function KeyNote({ entry, whose }: { readonly entry: Token | App; readonly whose: boolean }) {
  const { t } = useTranslation('openApi');
  const format = useFormat();
  const mode = modeOf(entry.scopes);
  const parts = [
    ...(whose ? ['clientId' in entry ? t('as', { name: entry.user.title }) : entry.user.title] : []),
    mode === 'some' ? t('scopes.count', { count: entry.scopes.length }) : t(`scopes.${mode}`),
    t('endsWith', { hint: entry.hint }),
    entry.lastUsedAt ? t('lastUsed', { time: format.relative(entry.lastUsedAt) }) : t('neverUsed'),
    ...('expiresAt' in entry && entry.expiresAt ? [t('tokens.until', { date: format.date(entry.expiresAt) })] : []),
  ];
  return (
    <span className="note" title={entry.scopes.join(' ')}>
      {parts.join(' · ')}
    </span>
  );
}
