import { label } from '@huanke/platform/kernel';
import { datetime, defineObject, masterDetail, number, picklist, text, user } from '@huanke/platform/module';

/**
 * What was decided in a deal. A new wording makes a new version, the earlier ones stay in its history; withdrawn by the action, it stays as it
 * is. It is never deleted by itself. Source: SAL-13.
 */
export const DealDecision = defineObject({
  name: 'dealDecision',
  label: label('决定', 'Decision'),
  plural: label('决定', 'Decisions'),
  icon: 'pin',
  title: 'name',
  fields: {
    name: text({ label: label('决定', 'Decision'), required: true, form: 'required', max: 1000 }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    revision: number({ label: label('版次', 'Version'), readOnly: true, form: 'hidden', trackHistory: false }),
    status: picklist({
      label: label('状态', 'Status'),
      readOnly: true,
      form: 'hidden',
      default: 'valid',
      indexed: true,
      options: [
        { key: 'valid', label: label('有效', 'In force'), color: 'green' },
        { key: 'withdrawn', label: label('已撤回', 'Withdrawn'), color: 'grey' },
      ],
    }),
    withdrawnBy: user({ label: label('撤回人', 'Withdrawn by'), readOnly: true, form: 'hidden' }),
    withdrawnAt: datetime({ label: label('撤回时间', 'Withdrawn at'), readOnly: true, form: 'hidden' }),
    withdrawnReason: text({ label: label('撤回原因', 'Why withdrawn'), max: 500, readOnly: true, form: 'hidden' }),
  },
  without: ['delete', 'import'],
  list: {
    columns: ['name', 'opportunity', 'status', 'revision', 'createdBy', 'updatedAt'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['opportunity', 'status', 'revision'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'opportunity', 'status', 'revision', 'withdrawnBy', 'withdrawnAt', 'withdrawnReason'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
