import { useTranslation } from '../i18n/index.ts';
import type { Try } from './data.ts';

const FAULTS = ['url', 'private', 'port', 'dns', 'refused', 'timeout', 'tls', 'connection'] as const;

/** Why a try was not taken, in words. */
export function useReason(): (result: Try) => string {
  const { t } = useTranslation('openApi');
  return ({ status, error }) => {
    if (status !== undefined) return t('fault.status', { status });
    return t(`fault.${FAULTS.find((fault) => fault === error) ?? 'connection'}`);
  };
}
