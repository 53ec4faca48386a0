import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  intro: label(
    '转换线索时，左边的字段由右边的线索字段填写。客户、联系人已经存在时不改它们；转换对话框里填的优先。',
    'On converting, each field at the left is filled from the field of the lead at the right. Accounts and contacts that exist are not changed; what is said in the dialog comes first.',
  ),
  version: label('第 {version} 版', 'Version {version}'),
  shippedNow: label('现在用的是出厂映射', 'The shipped mapping holds'),
  history: label('变更记录', 'History'),
  target: label('目标字段', 'Field'),
  source: label('取自线索的', 'From the lead'),
  sourceOf: label('{field}取自', '{field} from'),
  choose: label('选择字段', 'Choose a field'),
  add: label('添加字段', 'Add a field'),
  addTo: label('给{object}添加字段', 'Add a field of {object}'),
  remove: label('移除：{field}', 'Remove {field}'),
  none: label('没有带入的字段', 'Nothing is taken over'),
  save: label('保存', 'Save'),
  saved: label('已保存，之后的转换照此执行', 'Saved; conversions follow it from now on'),
  restore: label('恢复出厂映射', 'Back to the shipped mapping'),
  restoreText: label(
    '之后的转换改用出厂映射，变更记录里可以撤销。',
    'Conversions follow the shipped mapping again; the history can undo it.',
  ),
  gone: label('字段已不存在：{field}', 'The field {field} is gone'),
} as const;
