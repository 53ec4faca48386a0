import { label } from '@huanke/platform/kernel';
import { boolean, currency, date, datetime, defineObject, longText, reference, text } from '@huanke/platform/module';

/**
 * What a lost deal of some size teaches. Made with the loss and due some days after it (settings of sales); `missedAt` is when it was told
 * to the manager as missing. It is due when the company says, not its owner. `dueOn` and `done` make the reminders of tasks count for it, too.
 */
export const LossReview = defineObject({
  name: 'lossReview',
  label: label('输单复盘', 'Loss review'),
  plural: label('输单复盘', 'Loss reviews'),
  icon: 'search',
  title: 'name',
  fields: {
    name: text({ label: label('标题', 'Title'), required: true, max: 250, form: 'hidden' }),
    opportunity: reference('opportunity', { label: label('商机', 'Opportunity'), required: true, onDelete: 'cascade' }),
    competitor: reference('competitor', { label: label('输给谁', 'Lost to'), form: 'essential', onDelete: 'clear' }),
    amount: currency({ label: label('输单金额', 'Amount lost'), readOnly: true }),
    lostOn: date({ label: label('输单日期', 'Lost on'), readOnly: true }),
    dueOn: date({ label: label('复盘期限', 'Due on'), readOnly: true, indexed: true }),
    why: longText({ label: label('为什么输', 'Why we lost'), form: 'essential' }),
    theirs: longText({ label: label('对手做对了什么', 'What they did right'), form: 'essential' }),
    lessons: longText({ label: label('下次怎么做', 'What we will do'), form: 'essential' }),
    done: boolean({ label: label('已完成', 'Done'), default: false }),
    doneAt: datetime({ label: label('完成时间', 'Done at'), readOnly: true }),
    missedAt: datetime({ label: label('逾期提醒时间', 'Told as missing'), readOnly: true, indexed: true, trackHistory: false }),
  },
  list: {
    columns: ['name', 'opportunity', 'competitor', 'amount', 'dueOn', 'done', 'owner'],
    sort: [{ field: 'dueOn', direction: 'asc' }],
  },
  page: {
    highlights: ['opportunity', 'competitor', 'amount', 'dueOn', 'done'],
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['opportunity', 'competitor', 'amount', 'lostOn', 'dueOn', 'done', 'owner'] },
      { label: label('复盘', 'Review'), fields: ['why', 'theirs', 'lessons'] },
    ],
  },
  access: { owned: true, default: 'private' },
});
