export { AntdScope } from './AntdScope.tsx';
export { antdTheme } from './theme.ts';
