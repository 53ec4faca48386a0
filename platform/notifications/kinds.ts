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
  exportRequested: label('{by} 申请导出{object}（{count} 条），请审批', '{by} asks to export {count} records ({object})'),
  exportApproved: label('{by} 同意了您导出{object}的申请，文件正在生成', '{by} approved your export ({object}); the file is being made'),
  exportDenied: label('{by} 拒绝了您导出{object}的申请：{reason}', '{by} denied your export ({object}): {reason}'),
  exportFailed: label('导出“{file}”没有完成', 'Export “{file}” did not finish'),
};

/** The sentence of a notice; an unknown kind (of a module that is gone) shows its bare name. */
export function notificationText(kind: string, values: Readonly<Record<string, string | number>>): Label {
  const text = notificationKinds[kind];
  return text ? fillLabel(text, values) : label(kind, kind);
}
