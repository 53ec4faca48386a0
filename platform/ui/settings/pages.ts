import { type SettingsPage, settingsPages } from '../module.ts';

export type { SettingsPage } from '../module.ts';

/** The platform's own pages of the settings, in order. Other parts register theirs in `settings` of their web module. */
export const ownPages: readonly SettingsPage[] = [
  {
    key: 'company',
    group: 'company',
    order: 10,
    icon: 'account',
    to: '/settings/company',
    label: { zh: '公司', en: 'Company' },
    text: { zh: '名称、标志、时区、币种、财年', en: 'Name, logo, time zone, currency, fiscal year' },
    permission: 'settings.manage',
    words: '公司 名称 标志 logo 时区 币种 货币 语言 周起始 财年 gongsi gs timezone currency week fiscal',
  },
  {
    key: 'users',
    group: 'company',
    order: 20,
    icon: 'users',
    to: '/settings/users',
    label: { zh: '用户', en: 'People' },
    text: { zh: '邀请、角色、部门、停用和交接', en: 'Invitations, roles, departments, leaving' },
    permission: 'users.manage',
    words: '用户 人员 员工 同事 邀请 停用 离职 交接 登录链接 密码 yonghu yh yuangong invite user people password handover',
  },
  {
    key: 'departments',
    group: 'company',
    order: 30,
    icon: 'department',
    to: '/settings/departments',
    label: { zh: '部门', en: 'Departments' },
    text: { zh: '组织架构和部门负责人', en: 'The organisation tree and who leads' },
    permission: 'users.manage',
    words: '部门 组织 架构 团队 负责人 bumen bm zuzhi department team organisation',
  },
  {
    key: 'roles',
    group: 'company',
    order: 40,
    icon: 'shield',
    to: '/settings/roles',
    label: { zh: '角色与权限', en: 'Roles and rights' },
    text: { zh: '谁能做什么，能看到谁的数据', en: 'Who may do what, and with whose data' },
    permission: 'roles.manage',
    words: '角色 权限 数据范围 juese js quanxian qx role permission scope',
  },
  {
    key: 'objects',
    group: 'data',
    order: 10,
    icon: 'object',
    to: '/settings/objects',
    label: { zh: '对象与字段', en: 'Objects and fields' },
    text: { zh: '字段一览，增加自己的字段', en: 'All fields, and fields of your own' },
    permission: 'metadata.manage',
    words: '对象 字段 自定义 选项 duixiang dx ziduan zd object field custom option',
  },
  {
    key: 'optionSets',
    group: 'data',
    order: 20,
    icon: 'tag',
    to: '/settings/optionSets',
    label: { zh: '选项集', en: 'Option sets' },
    text: { zh: '多个字段共用的选项', en: 'Options that several fields share' },
    permission: 'metadata.manage',
    words: '选项集 选项 单选 多选 共用 xuanxiangji xxj option set picklist',
  },
  {
    key: 'packages',
    group: 'data',
    order: 40,
    icon: 'product',
    to: '/settings/packages',
    label: { zh: '配置包', en: 'Packages' },
    text: { zh: '安装行业包，导出和导入自己的配置', en: 'Install industry packs, export and import settings' },
    permission: 'metadata.manage',
    words: '配置包 行业包 行业模板 快消 医疗 制造 安装 卸载 peizhibao pzb hangyebao package pack template industry',
  },
  {
    key: 'sandboxes',
    group: 'data',
    order: 50,
    icon: 'flow',
    to: '/settings/sandboxes',
    label: { zh: '沙盒', en: 'Sandboxes' },
    text: { zh: '在副本里试改动，满意了再上线', en: 'Try changes in a copy, then promote them' },
    permission: 'settings.manage',
    words: '沙盒 沙箱 测试环境 副本 上线 shahe sh sandbox test copy promote',
  },
  {
    key: 'import',
    group: 'data',
    order: 60,
    icon: 'upload',
    to: '/imports',
    label: { zh: '导入记录', en: 'Imports' },
    text: { zh: '导入表格，查看和撤销以往的导入', en: 'Import spreadsheets, see and undo past imports' },
    words: '导入 表格 excel csv 撤销 daoru dr import undo',
  },
  {
    key: 'trash',
    group: 'data',
    order: 70,
    icon: 'trash',
    to: '/settings/trash',
    label: { zh: '回收站', en: 'Recycle bin' },
    text: { zh: '找回 30 天内删除的记录', en: 'Bring back what was deleted in the last 30 days' },
    words: '回收站 删除 恢复 找回 huishouzhan hsz trash restore deleted',
  },
  {
    key: 'me',
    group: 'me',
    order: 10,
    icon: 'contact',
    to: '/me',
    label: { zh: '个人设置', en: 'My settings' },
    text: { zh: '姓名、语言、外观、密码、登录设备', en: 'Name, language, appearance, password, devices' },
    words:
      '个人 姓名 语言 外观 深色 密码 设备 退出 两步验证 通行密钥 passkey 2fa geren gr mima profile language dark password session device',
  },
];

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/** Pages this person may open that answer the words typed. */
export function findPages(
  can: (permission: string) => boolean,
  query = '',
  pages: readonly SettingsPage[] = settingsPages(),
): readonly SettingsPage[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return pages.filter((page) => {
    if (page.permission && !can(page.permission)) return false;
    const hay = fold([page.label.zh, page.label.en, page.text.zh, page.text.en, page.words].join(' '));
    return words.every((word) => hay.includes(word));
  });
}
