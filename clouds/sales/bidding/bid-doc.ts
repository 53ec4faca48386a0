import { label } from '@huanke/platform/kernel';
import { attachment, date, defineObject, longText, masterDetail, number, picklist, text, user } from '@huanke/platform/module';

/** A section of the bid: who writes it until when, its files, and whether it was checked. */
export const BidDoc = defineObject({
  name: 'bidDoc',
  label: label('标书章节', 'Section of a bid'),
  plural: label('标书章节', 'Sections of bids'),
  icon: 'file',
  title: 'name',
  fields: {
    name: text({ label: label('章节', 'Section'), required: true, form: 'required', max: 200 }),
    tender: masterDetail('tender', { label: label('投标项目', 'Tender'), required: true, indexed: true }),
    assignee: user({ label: label('编制人', 'Written by'), form: 'essential', indexed: true, work: { state: 'state', done: ['passed'] } }),
    dueOn: date({ label: label('完成期限', 'Due on'), form: 'essential', indexed: true }),
    state: picklist({
      label: label('状态', 'State'),
      required: true,
      default: 'todo',
      form: 'essential',
      options: [
        { key: 'todo', label: label('待编制', 'To do'), color: 'grey' },
        { key: 'writing', label: label('编制中', 'Being written'), color: 'blue' },
        { key: 'review', label: label('待审核', 'To be checked'), color: 'amber' },
        { key: 'passed', label: label('已通过', 'Passed'), color: 'green' },
        { key: 'returned', label: label('退回修改', 'Returned'), color: 'red' },
      ],
    }),
    files: attachment({ label: label('投标文件', 'Files'), form: 'essential' }),
    revision: number({
      label: label('版本', 'Version'),
      readOnly: true,
      default: 0,
      help: label('文件每变动一次加 1', 'One more with each change of the files'),
    }),
    note: longText({ label: label('要求与备注', 'Requirements and notes') }),
  },
  list: {
    columns: ['name', 'tender', 'assignee', 'dueOn', 'state', 'revision', 'files'],
    board: 'state',
    sort: [{ field: 'dueOn', direction: 'asc' }],
  },
  page: {
    highlights: ['tender', 'assignee', 'dueOn', 'state', 'revision'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'tender', 'assignee', 'dueOn', 'state', 'files', 'revision', 'note'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
