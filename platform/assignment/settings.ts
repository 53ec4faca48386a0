import { label } from '../kernel/index.ts';
import { defineSettings, integerSetting, units } from '../metadata/index.ts';

/** What a company may set for records that people give back. */
export interface RejectionSettings {
  /** Hours after the assignment within which a record can be rejected. */
  readonly rejectHours: number;
  /** Rejections of one record after which it goes to the manager. */
  readonly mostRejections: number;
}

/** `PUT /meta/parts/rejectionSettings/assignments`: the figures of SAL-5. */
const settings = defineSettings<RejectionSettings>({
  kind: 'rejectionSettings',
  name: 'assignments',
  label: label('拒收规则', 'Rules for rejections'),
  text: label('自动分配的记录多久内可以拒收，拒收几次转给上级', 'How long what was given out can be rejected, and how often'),
  icon: 'transfer',
  fields: {
    rejectHours: integerSetting({
      label: label('可拒收时间', 'Can be rejected within'),
      help: label('自动分配后这么久之内，负责人可以说明原因拒收', 'After the assignment its owner may give it back with a reason'),
      shipped: 2,
      min: 1,
      max: 72,
      unit: units.hours,
    }),
    mostRejections: integerSetting({
      label: label('转给上级', 'To the manager after'),
      help: label(
        '同一条记录被拒收这么多次后，不再分配，转给最后拒收的人的上级',
        'A record rejected so often goes to the manager of who rejected it last',
      ),
      shipped: 3,
      min: 1,
      max: 10,
      unit: units.times,
    }),
  },
});

export const rejectionSettings = settings.of;
export const rejectionSettingsKind = settings.kind;
