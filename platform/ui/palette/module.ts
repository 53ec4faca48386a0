import { defineWebModule } from '../module.ts';
import { changeLanguage, leave } from '../shell/account.ts';
import { setTheme } from '../theme/theme.ts';

/** Ctrl/⌘-K: find, go and do. */
export default defineWebModule({
  name: 'palette',
  slots: { palette: () => import('./Palette.tsx').then((file) => file.Palette) },
  commands: [
    { id: 'theme.dark', label: { zh: '切换到深色', en: 'Switch to dark' }, icon: 'moon', run: () => setTheme('dark') },
    { id: 'theme.light', label: { zh: '切换到浅色', en: 'Switch to light' }, icon: 'sun', run: () => setTheme('light') },
    { id: 'theme.system', label: { zh: '外观跟随系统', en: 'Appearance as the system' }, icon: 'screen', run: () => setTheme('system') },
    { id: 'language.zh', label: { zh: '界面切换到中文', en: '切换到中文' }, icon: 'globe', run: () => changeLanguage('zh-CN') }, // language-ok: each language is named in itself
    { id: 'language.en', label: { zh: 'Switch to English', en: 'Switch to English' }, icon: 'globe', run: () => changeLanguage('en') }, // language-ok: each language is named in itself
    { id: 'signOut', label: { zh: '退出登录', en: 'Sign out' }, icon: 'signOut', run: leave },
  ],
});
