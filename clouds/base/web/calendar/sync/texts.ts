import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  text: label(
    '连接手机、钉钉、飞书、企业微信、iCloud 等支持 CalDAV 的日历，您在环客的日程与它双向同步。请选择一个专门放工作的日历：里面的日程会进入环客，按数据范围能看到您日程的人也能看到。标为“私密”的不会进入。',
    'Connect a calendar by CalDAV (your phone, DingTalk, Feishu, WeCom, iCloud and others): your events are kept the same on both sides. Choose a calendar that holds work alone: its events come into the CRM, where those who may see your events see them. Private ones stay out.',
  ),
  server: label('服务器地址', 'Server'),
  serverHint: label(
    '例如 caldav.feishu.cn、calendar.dingtalk.com、caldav.wecom.work、caldav.icloud.com',
    'Such as caldav.icloud.com, caldav.feishu.cn or calendar.dingtalk.com',
  ),
  login: label('账号', 'Login'),
  secret: label('密码或专用密码', 'Password or app password'),
  secretHint: label(
    '多数服务要在设置里生成 CalDAV 专用密码。保存后任何人都无法再看到',
    'Most services want an app password made for CalDAV. Nobody can see it once it is saved',
  ),
  secretKept: label('已保存；留空表示不变', 'Saved; leave empty to keep it'),
  find: label('查找日历', 'Find calendars'),
  calendar: label('同步到哪个日历', 'Calendar'),
  readOnly: label('{name}（只读，不能选）', '{name} (read-only)'),
  none: label('这个账号下没有日历', 'There is no calendar of this account'),
  active: label('启用同步', 'Keep both the same'),
  save: label('保存', 'Save'),
  saved: label('已保存，正在同步', 'Saved; synchronising'),
  sync: label('立即同步', 'Synchronise now'),
  syncing: label('正在同步，完成后日程会自动更新', 'Synchronising; the calendar renews itself when done'),
  readAt: label('最近同步：{at}', 'Last synchronised: {at}'),
  never: label('还没有同步过', 'Not synchronised yet'),
  disconnect: label('断开', 'Disconnect'),
  disconnectAsk: label('断开日历“{name}”？', 'Disconnect the calendar “{name}”?'),
  disconnectText: label(
    '密码会删除，不再同步。两边已有的日程都会保留。',
    'The password is deleted and nothing is synchronised any more. Events stay on both sides.',
  ),
  skipped: label('没有同步的日程', 'Events that are not synchronised'),
  untitled: label('（无主题）', '(no subject)'),
  conflicts: label('有 {n} 条日程两边都改过，两个版本都已保留，请核对', '{n} events were changed on both sides; both versions are kept'),
  look: label('查看', 'Show them'),
} as const;
