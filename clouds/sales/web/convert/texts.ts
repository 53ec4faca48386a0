import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  text: label('线索会变成客户和联系人，历史跟进都在。', 'The lead becomes an account and a contact; its history stays.'),
  pick: label(
    '线索会变成客户和联系人，历史跟进都在。已有相近的，请先选是哪一个。',
    'The lead becomes an account and a contact; its history stays. There are similar ones: say which it is.',
  ),
  worth: label('金额和产品至少填一项', 'Give the amount, the product or both'),
  done: label('线索已转换', 'Lead converted'),
  freshAccount: label('新建客户', 'A new account'),
  freshContact: label('新建联系人', 'A new contact'),
  likeness: label('相似度 {score}', 'likeness {score}'),
  ownedBy: label('负责人 {owner}', 'owner {owner}'),
  look: label('查看', 'Open'),
  elsewhere: label('已选右边指定的记录', 'The record named at the right is chosen'),
  hidden: label('已有这个{object}，由{team}负责', 'There is already such a record ({object}); {team} looks after it'),
  someone: label('其他同事', 'a colleague'),
  join: label('申请加入', 'Ask to join'),
  takeOver: label('申请接手', 'Ask to take over'),
  asked: label('已告知负责人', 'Its owner has been told'),
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
