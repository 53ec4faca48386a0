import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useMemo } from 'react';
import { useLanguage } from '../i18n/index.ts';
import { useTheme } from '../theme/theme.ts';
import { antdTheme } from './theme.ts';

/**
 * Everything of antd stands inside one of these. Import this folder only from lazily loaded files: the provider alone is
 * 36 kB gzipped, and the list page does without.
 */
export function AntdScope({ children }: { readonly children: ReactNode }) {
  const name = useTheme();
  const language = useLanguage();
  const config = useMemo(() => antdTheme(name), [name]);
  // dayjs is one for the whole page; weeks start on Monday in Chinese.
  dayjs.locale(language === 'en' ? 'en' : 'zh-cn');
  return (
    <ConfigProvider theme={config} locale={language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
