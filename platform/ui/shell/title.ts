import { useEffect } from 'react';
import { say } from '../i18n/index.ts';

/** `商机 · 环客` in the tab, history and for screen readers. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    const product = say('common', 'product');
    document.title = title ? `${title} · ${product}` : product;
  }, [title]);
}
