import { fillLabel, type Label, label } from '../kernel/index.ts';

/** What people are told of. The text is made when it is read, in the reader's language; `data` fills its places. */
export const notificationKinds: Readonly<Record<string, Label>> = {
  recordAssigned: label('{by} 把{object}“{title}”交给了您', '{by} handed the {object} “{title}” to you'),
  recordsAssigned: label('{by} 把 {count} 条{object}交给了您', '{by} handed {count} records ({object}) to you'),
  recordsImported: label('{by} 导入了由您负责的{object}', '{by} imported records ({object}) that you own'),
  taskDue: label('{object}“{title}”今天到期', '{object} “{title}” is due today'),
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
  exportFailed: label('导出“{file}”没有完成', 'Export “{file}” did not finish'),
};

/** The sentence of a notice; an unknown kind (of a module that is gone) shows its bare name. */
export function notificationText(kind: string, values: Readonly<Record<string, string | number>>): Label {
  const text = notificationKinds[kind];
  return text ? fillLabel(text, values) : label(kind, kind);
}
