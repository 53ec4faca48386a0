import { label } from '@huanke/platform/kernel';
import { attachment, date, datetime, defineObject, masterDetail, number, percent, picklist, text, user } from '@huanke/platform/module';

/** A step of a project that counts its weight once it is accepted, which its action `accept` does with a proof. */
export const ProjectMilestone = defineObject({
  name: 'projectMilestone',
  label: label('里程碑', 'Milestone'),
  plural: label('里程碑', 'Milestones'),
  icon: 'flag',
  title: 'name',
  fields: {
    name: text({ label: label('里程碑', 'Milestone'), required: true, form: 'required', max: 200 }),
    project: masterDetail('project', { label: label('项目', 'Project'), required: true, indexed: true }),
    line: number({ label: label('序号', 'Line'), form: 'more' }),
    planOn: date({ label: label('计划日期', 'Planned for'), form: 'required', indexed: true }),
    weight: percent({ label: label('权重', 'Weight'), required: true, form: 'required', default: '0', min: 0, max: 100 }),
    state: picklist({
      label: label('状态', 'State'),
      readOnly: true,
      default: 'open',
      options: [
        { key: 'open', label: label('未完成', 'Open'), color: 'grey' },
        { key: 'accepted', label: label('已验收', 'Accepted'), color: 'green' },
      ],
    }),
    actualOn: date({ label: label('实际日期', 'Accepted on'), readOnly: true, form: 'hidden' }),
    acceptedBy: user({ label: label('验收人', 'Accepted by'), readOnly: true, form: 'hidden' }),
    acceptedAt: datetime({ label: label('验收时间', 'Accepted at'), readOnly: true, form: 'hidden' }),
    reopenReason: text({ label: label('撤回验收原因', 'Why the acceptance was taken back'), max: 500, readOnly: true, form: 'hidden' }),
    proof: attachment({ label: label('验收凭证', 'Proof'), form: 'essential' }),
  },
  list: {
    columns: ['name', 'project', 'planOn', 'actualOn', 'weight', 'state'],
    sort: [{ field: 'planOn', direction: 'asc' }],
  },
  page: {
    highlights: ['project', 'planOn', 'actualOn', 'weight', 'state'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'project', 'line', 'planOn', 'weight', 'state', 'actualOn', 'acceptedBy', 'acceptedAt', 'proof', 'reopenReason'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
