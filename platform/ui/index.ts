/** The base every page stands on. Parts that are loaded when first shown (lists, records, forms, antd) have their own folders. */

export * from './data/api.ts';
export { type Job, useJob } from './data/jobs.ts';
export * from './data/live.ts';
export * from './data/local.ts';
export * from './data/meta.ts';
export { queryClient } from './data/query-client.ts';
export * from './data/recent.ts';
export * from './data/records.ts';
export * from './data/session.ts';
export * from './format/index.ts';
export type { ModuleTexts } from './i18n/index.ts';
export { preferredLanguage, say, setLanguage, startI18n, useLanguage, useTranslation } from './i18n/index.ts';
export type { Hotkey } from './keys/hotkeys.ts';
export { isTyping, keyNames, useHeardKeys, useHotkeys } from './keys/hotkeys.ts';
export { paths, safeNext } from './links.ts';
export { listHref, listLink } from './list/href.ts';
export { useWalk } from './list/walk.ts';
export * from './module.ts';
export * from './primitives/index.ts';
export { openCreate } from './shell/create.ts';
export { Lazy, lazyOf } from './shell/lazy.tsx';
export { useApp, useCreatable, useNavigation } from './shell/navigation.ts';
export { PhoneHead } from './shell/Phone.tsx';
export { usePageTitle } from './shell/title.ts';
export { useShellTools } from './shell/tools.ts';
export type { ThemeChoice, ThemeName } from './theme/theme.ts';
export { setTheme, startTheme, themeChoice, token, useTheme, useThemeChoice } from './theme/theme.ts';
