import { fillLabel, type Label, label } from '../kernel/index.ts';

/** What people are told of. The text is made when it is read, in the reader's language; `data` fills its places. */
export const notificationKinds: Readonly<Record<string, Label>> = {
  recordAssigned: label('{by} 把{object}“{title}”交给了您', '{by} handed the {object} “{title}” to you'),
  recordsAssigned: label('{by} 把 {count} 条{object}交给了您', '{by} handed {count} records ({object}) to you'),
  leadTouched: label('{object}“{title}”又来联系了，来源：{option}', 'The {object} “{title}” has come again, by way of {option}'),
  recordsImported: label('{by} 导入了由您负责的{object}', '{by} imported records ({object}) that you own'),
  duplicateJoin: label(
    '{by} 也在跟进您负责的{object}“{title}”，申请加入{note}',
    '{by} works on your {object} “{title}”, too, and asks to join{note}',
  ),
  duplicateTransfer: label('{by} 申请接手您负责的{object}“{title}”{note}', '{by} asks to take over your {object} “{title}”{note}'),
  poolReclaimed: label('您负责的{object}“{title}”已被收回“{pool}”', 'Your {object} “{title}” went back to “{pool}”'),
  poolReclaimedMany: label('您负责的 {count} 条{object}已被收回“{pool}”', '{count} of your records ({object}) went back to “{pool}”'),
  assignRejected: label(
    '{object}“{title}”已被拒收 {count} 次，转由您处理',
    'The {object} “{title}” was rejected {count} times and is yours to decide',
  ),
  poolRequested: label('{by} 申请从“{pool}”领取{object}“{title}”', '{by} applies for the {object} “{title}” from “{pool}”'),
  poolApproved: label('{by} 同意您领取{object}“{title}”，已归您负责', '{by} let you have the {object} “{title}”; it is yours now'),
  poolRefused: label('{by} 没有同意您领取{object}“{title}”{note}', '{by} did not let you have the {object} “{title}”{note}'),
  poolLapsed: label(
    '{object}“{title}”已不在“{pool}”，您的申请失效',
    'The {object} “{title}” lies in “{pool}” no more; your request is void',
  ),
  poolWarning: label(
    '{object}“{title}”将于 {at} 收回“{pool}”，请及时跟进',
    'The {object} “{title}” goes back to “{pool}” at {at} unless followed up',
  ),
  slaBreached: label('{object}“{title}”还没有响应，已超过时限（负责人 {by}）', '{object} “{title}” was not answered in time (owner {by})'),
  dealOverdue: label(
    '{object}“{title}”的预计成交日期 {day} 已过，请更新日期或结束商机',
    'The expected close {day} of the {object} “{title}” is over; set another day or close it',
  ),
  dealsOverdue: label(
    '您有 {count} 条{object}的预计成交日期已过，请逐条更新',
    '{count} of your records ({object}) are past their expected close',
  ),
  collabBreached: label('{object}“{title}”已超过时限，处理人 {by}', 'The {object} “{title}” is over its time; it is with {by}'),
  reviewMissing: label('{by} 的{object}“{title}”逾期未交', 'The {object} “{title}” of {by} is overdue'),
  eventSoon: label('{object}“{title}”将于 {at} 开始', '{object} “{title}” begins at {at}'),
  calendarConflict: label(
    '{object}“{title}”在环客和外部日历里都改过，两个版本都已保留，请核对',
    'The {object} “{title}” was changed here and in the other calendar; both versions are kept, please look at them',
  ),
  tenderNear: label('{object}“{title}”将于 {at} 截止投标，尚未递交', 'The {object} “{title}” closes at {at} and is not submitted'),
  contractConfirmed: label('{object}“{title}”已确认生效', 'The {object} “{title}” is confirmed and in force'),
  receiptConfirmed: label('{object}“{title}”已确认到账', 'The {object} “{title}” is confirmed: the money is there'),
  receiptReversed: label('{object}“{title}”已冲销：{reason}', 'The {object} “{title}” was reversed: {reason}'),
  contractWaits: label(
    '{object}“{title}”已提交签署，等您确认',
    'The {object} “{title}” was handed in as signed and waits for you to confirm it',
  ),
  tenderWaits: label('{object}“{title}”等您决定投不投', 'The {object} “{title}” waits for your decision to bid or not'),
  projectAbnormal: label('{object}“{title}”出现异常，请尽快处理', 'The {object} “{title}” is abnormal; please see to it'),
  projectConflict: label(
    '{object}“{title}”与 {count} 个同一最终客户、同一产品系列的项目冲突',
    'The {object} “{title}” meets {count} others for the same end customer and product family',
  ),
  planOverdue: label(
    '{object}“{title}”的“{name}”应于 {at} 回款，已逾期',
    'The instalment “{name}” of the {object} “{title}” was due on {at}',
  ),
  invoiceIssued: label('{object}“{title}”已开票', 'The {object} “{title}” is issued'),
  invoiceRejected: label('{object}“{title}”被驳回：{reason}', 'The {object} “{title}” was rejected: {reason}'),
  callRinging: label('来电：{number}，{object}“{title}”', 'Call from {number}: {object} “{title}”'),
  callRingingUnknown: label('来电：{number}，系统中没有这个号码', 'Call from {number}, which nobody here bears'),
  messageFailed: label('发给{object}“{title}”的短信没有送达：{reason}', 'The message to the {object} “{title}” did not arrive: {reason}'),
  mailboxSignIn: label(
    '邮箱 {address} 需要重新登录，在此之前不收信也不发信',
    'Sign in to the mailbox {address} again; until then nothing is received or sent',
  ),
  taskDue: label('{object}“{title}”今天到期', '{object} “{title}” is due today'),
  mentioned: label('{by} 在{object}“{title}”中提到了您', '{by} mentioned you on the {object} “{title}”'),
  replied: label('{by} 回复了您在{object}“{title}”中的评论', '{by} answered your comment on the {object} “{title}”'),
  commented: label('{by} 评论了{object}“{title}”', '{by} commented on the {object} “{title}”'),
  recordChanged: label('{by} 修改了{object}“{title}”的{fields}', '{by} changed {fields} of the {object} “{title}”'),
  stageMoved: label('{by} 把{object}“{title}”的{field}改为“{option}”', '{by} moved the {object} “{title}” to {field} “{option}”'),
  recordsChanged: label('{by} 修改了您关注的 {count} 条{object}', '{by} changed {count} records ({object}) that you follow'),
  importDone: label(
    '导入“{file}”已完成：新建 {created} 条，更新 {updated} 条，失败 {failed} 条',
    'Import of “{file}” is done: {created} created, {updated} updated, {failed} failed',
  ),
  importFailed: label('导入“{file}”没有完成', 'Import of “{file}” did not finish'),
  exportDone: label('导出“{file}”已完成，可以下载了', 'Export “{file}” is ready to download'),
  webhookFailing: label('Webhook“{name}”连续多天发送失败，已自动停用', 'Webhook “{name}” failed for days and was switched off'),
  webhookUserGone: label(
    'Webhook“{name}”的执行用户已停用，Webhook 也已停用',
    'The user of webhook “{name}” was deactivated, and so was the webhook',
  ),
  calendarYear: label(
    '还没有 {year} 年的法定节假日，暂按周一到周五上班计算，请在工作日历中补上',
    'The legal holidays of {year} are not known yet; Monday to Friday count until you set them in the working calendar',
  ),
  exportRequested: label('{by} 申请导出{object}（{count} 条），请审批', '{by} asks to export {count} records ({object})'),
  exportApproved: label('{by} 同意了您导出{object}的申请，文件正在生成', '{by} approved your export ({object}); the file is being made'),
  exportDenied: label('{by} 拒绝了您导出{object}的申请：{reason}', '{by} denied your export ({object}): {reason}'),
  exportFailed: label('导出“{file}”没有完成', 'Export “{file}” did not finish'),
  'account.locked': label(
    '您的账号连续输错密码 6 次，已锁定 15 分钟（地址 {address}）。不是您本人的话，请尽快修改密码',
    'Your account is locked for 15 minutes after 6 wrong passwords (from {address}). If this was not you, change your password',
  ),
  'device.added': label(
    '您的账号刚在一台新设备上登录：{device}，{address}。不是您本人的话，请修改密码并退出该设备',
    'Your account was used on a new device: {device}, {address}. If this was not you, change your password and sign that device out',
  ),
  'twoStep.disabled': label('您的账号已关闭两步验证', 'Two-step sign-in of your account was switched off'),
  'twoStep.reset': label(
    '{by} 清除了您的两步验证和通行密钥，请重新设置',
    '{by} removed your two-step sign-in and passkeys; please set them up anew',
  ),
  'twoStep.codeUsed': label('您的账号刚用掉了一个恢复码', 'A recovery code of your account was just used'),
  'passkey.added': label('您的账号添加了通行密钥“{name}”', 'A passkey “{name}” was added to your account'),
};

/** What people choose about: kinds that belong together. */
export const noticeGroups = ['mention', 'assigned', 'due', 'follow', 'work', 'other'] as const;
export type NoticeGroup = (typeof noticeGroups)[number];

export const groupLabels: Readonly<Record<NoticeGroup, Label>> = {
  mention: label('提到我、回复我', 'Mentions and answers'),
  assigned: label('交给我的记录', 'Records handed to me'),
  due: label('到期提醒', 'Reminders of what is due'),
  follow: label('关注的记录有变化', 'Changes of what I follow'),
  work: label('导入、导出的结果', 'Results of imports and exports'),
  other: label('其他', 'Everything else'),
};

const groups: Readonly<Record<string, NoticeGroup>> = {
  recordAssigned: 'assigned',
  recordsAssigned: 'assigned',
  recordsImported: 'assigned',
  leadTouched: 'assigned',
  assignRejected: 'assigned',
  poolReclaimed: 'due',
  poolReclaimedMany: 'due',
  poolRequested: 'work',
  poolApproved: 'work',
  poolRefused: 'work',
  poolLapsed: 'work',
  poolWarning: 'due',
  dealOverdue: 'due',
  dealsOverdue: 'due',
  collabBreached: 'due',
  reviewMissing: 'due',
  eventSoon: 'due',
  tenderNear: 'due',
  tenderWaits: 'work',
  contractWaits: 'work',
  contractConfirmed: 'work',
  receiptConfirmed: 'work',
  receiptReversed: 'work',
  projectAbnormal: 'due',
  planOverdue: 'due',
  invoiceIssued: 'work',
  invoiceRejected: 'work',
  taskDue: 'due',
  slaBreached: 'due',
  mentioned: 'mention',
  replied: 'mention',
  commented: 'follow',
  recordChanged: 'follow',
  stageMoved: 'follow',
  recordsChanged: 'follow',
  messageFailed: 'work',
  importDone: 'work',
  importFailed: 'work',
  exportDone: 'work',
  exportFailed: 'work',
  exportRequested: 'work',
  exportApproved: 'work',
  exportDenied: 'work',
};

/** The group of a kind; one that nobody sorted in is among the others. */
export const groupOf = (kind: string): NoticeGroup => groups[kind] ?? 'other';

export const kindsOf = (group: NoticeGroup): string[] => Object.keys(notificationKinds).filter((kind) => groupOf(kind) === group);

/** The sentence of a notice; an unknown kind (of a module that is gone) shows its bare name. */
export function notificationText(kind: string, values: Readonly<Record<string, string | number>>): Label {
  const text = notificationKinds[kind];
  return text ? fillLabel(text, values) : label(kind, kind);
}
