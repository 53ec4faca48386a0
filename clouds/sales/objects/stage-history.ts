import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { currency, date, datetime, defineObject, masterDetail, number, percent, picklist, text, user } from '@huanke/platform/module';

/**
 * One stay of a deal in a stage, to the second: the seconds of all stays of a deal add up to its age. Made from the stage entries the save
 * pipeline keeps (`deals/follow-stages.ts`), so that nobody can write it. Amount, day and chance are those the deal had on entering.
 */
export const StageHistory = defineObject({
  name: 'stageHistory',
  label: label('阶段历史', 'Stage history'),
  plural: label('阶段历史', 'Stage history'),
  icon: 'clock',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({ label: label('变动', 'Move'), max: 200, trackHistory: false }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    from: text({ label: label('原阶段', 'From'), max: 80, search: 'code', help: label('阶段的 key', 'Key of the stage') }),
    to: text({ label: label('进入阶段', 'To'), max: 80, search: 'code', indexed: true, help: label('阶段的 key', 'Key of the stage') }),
    direction: picklist({
      label: label('方向', 'Direction'),
      options: [
        { key: 'start', label: label('建立', 'Start'), color: 'grey' },
        { key: 'forward', label: label('推进', 'Forward'), color: 'green' },
        { key: 'back', label: label('退回', 'Back'), color: 'amber' },
        { key: 'closed', label: label('结束', 'Closed'), color: 'blue' },
        { key: 'aside', label: label('搁置', 'Aside'), color: 'grey' },
        { key: 'reopened', label: label('重新打开', 'Reopened'), color: 'violet' },
      ],
    }),
    enteredAt: datetime({ label: label('进入时间', 'Entered at'), indexed: true }),
    leftAt: datetime({ label: label('离开时间', 'Left at'), trackHistory: false }),
    seconds: number({ label: label('停留秒数', 'Seconds'), trackHistory: false }),
    days: number({ label: label('停留天数', 'Days'), scale: 2, trackHistory: false }),
    by: user({ label: label('操作人', 'By') }),
    reason: text({ label: label('说明', 'Reason'), max: 500 }),
    amount: currency({ label: label('当时金额', 'Amount then') }),
    currency: picklist({ label: label('币种', 'Currency'), options: currencies }),
    closeOn: date({ label: label('当时预计成交', 'Expected close then') }),
    probability: percent({ label: label('当时赢率', 'Probability then'), scale: 0 }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: {
    columns: ['name', 'opportunity', 'direction', 'enteredAt', 'leftAt', 'days', 'by', 'amount', 'reason'],
    sort: [{ field: 'enteredAt', direction: 'desc' }],
  },
  page: { highlights: ['opportunity', 'enteredAt', 'days', 'by'] },
  access: { owned: false, default: 'private' },
});
