import { label } from '@huanke/platform/kernel';
import { date, defineObject, longText, masterDetail, picklist, text, user } from '@huanke/platform/module';

/** What may go wrong in a project, and who sees to it. */
export const ProjectRisk = defineObject({
  name: 'projectRisk',
  label: label('项目风险', 'Risk'),
  plural: label('项目风险', 'Risks'),
  icon: 'warn',
  title: 'name',
  fields: {
    name: text({ label: label('风险', 'Risk'), required: true, form: 'required', max: 200 }),
    project: masterDetail('project', { label: label('项目', 'Project'), required: true, indexed: true }),
    level: picklist({
      label: label('等级', 'Level'),
      form: 'essential',
      default: 'middle',
      options: [
        { key: 'low', label: label('低', 'Low'), color: 'grey' },
        { key: 'middle', label: label('中', 'Medium'), color: 'amber' },
        { key: 'high', label: label('高', 'High'), color: 'red' },
      ],
    }),
    state: picklist({
      label: label('状态', 'State'),
      form: 'essential',
      default: 'open',
      options: [
        { key: 'open', label: label('未解决', 'Open'), color: 'amber' },
        { key: 'solved', label: label('已解决', 'Solved'), color: 'green' },
        { key: 'happened', label: label('已发生', 'Happened'), color: 'red' },
      ],
    }),
    assignee: user({ label: label('负责人', 'Seen to by'), form: 'essential', work: { state: 'state', done: ['solved'] } }),
    dueOn: date({ label: label('解决期限', 'Due on'), form: 'essential' }),
    measure: longText({ label: label('应对措施', 'Measures'), form: 'essential' }),
  },
  list: {
    columns: ['name', 'project', 'level', 'state', 'assignee', 'dueOn'],
    sort: [{ field: 'dueOn', direction: 'asc' }],
  },
  page: {
    highlights: ['project', 'level', 'state', 'assignee', 'dueOn'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'project', 'level', 'state', 'assignee', 'dueOn', 'measure'] }],
  },
  access: { owned: false, default: 'private' },
});
