import { saveProfile, signOut, switchTenant } from '../data/session.ts';
import type { UiLanguage } from '../format/index.ts';
import { setLanguage } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { toast } from '../primitives/Toast.tsx';

/** Changes the language here at once and for the person's other devices through the server. */
export function changeLanguage(language: UiLanguage): void {
  setLanguage(language)
    .then(() => saveProfile({ language }))
    .catch(toast.error);
}

export function changeCompany(tenant: string | number): void {
  switchTenant(tenant).catch(toast.error);
}

/** Signs out and loads the page anew, so that nothing of the company stays in memory. */
export function leave(): void {
  signOut()
    .then(() => location.assign(paths.signIn))
    .catch(toast.error);
}
