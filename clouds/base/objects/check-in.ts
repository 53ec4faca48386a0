import { label } from '@huanke/platform/kernel';
import {
  boolean,
  datetime,
  defineObject,
  geolocation,
  image,
  longText,
  masterDetail,
  multiPicklist,
  number,
  text,
} from '@huanke/platform/module';

/** Proof that somebody was where an activity took place. Judged when it is made, never changed afterwards. */
export const CheckIn = defineObject({
  name: 'checkIn',
  label: label('签到', 'Check-in'),
  plural: label('签到', 'Check-ins'),
  icon: 'visit',
  title: 'name',
  fields: {
    name: text({ label: label('主题', 'Subject'), max: 200, readOnly: true, form: 'hidden', trackHistory: false }),
    activity: masterDetail('activity', { label: label('跟进', 'Activity'), required: true, indexed: true, onDelete: 'cascade' }),
    checkedAt: datetime({ label: label('签到时间', 'Checked in at'), readOnly: true, indexed: true }),
    position: geolocation({ label: label('签到位置', 'Position'), form: 'required' }),
    accuracy: number({ label: label('定位精度（米）', 'Accuracy (m)'), min: 0, max: 1_000_000, form: 'essential' }),
    mock: boolean({ label: label('模拟定位', 'Mocked'), help: label('由设备报告', 'Reported by the device') }),
    photo: image({ label: label('现场照片', 'Photo'), form: 'essential' }),
    reason: longText({ label: label('说明', 'Reason'), max: 500, form: 'essential' }),
    target: geolocation({ label: label('应到位置', 'Expected position'), readOnly: true, form: 'hidden' }),
    distance: number({ label: label('距离（米）', 'Distance (m)'), readOnly: true, form: 'hidden', indexed: true }),
    valid: boolean({ label: label('有效', 'Valid'), readOnly: true, form: 'hidden', indexed: true }),
    flags: multiPicklist({
      label: label('异常', 'Flags'),
      readOnly: true,
      form: 'hidden',
      options: [
        { key: 'outside', label: label('超出范围', 'Outside'), color: 'red' },
        { key: 'inaccurate', label: label('定位不准', 'Inaccurate'), color: 'amber' },
        { key: 'unlocated', label: label('未定位', 'Not located'), color: 'amber' },
        { key: 'noTarget', label: label('客户无位置', 'Nothing to compare with'), color: 'grey' },
        { key: 'mock', label: label('模拟定位', 'Mocked'), color: 'red' },
        { key: 'otherPerson', label: label('非本人拜访', 'Somebody else’s visit'), color: 'amber' },
        { key: 'otherDay', label: label('非拜访当天', 'Another day'), color: 'amber' },
      ],
    }),
  },
  without: ['update', 'delete', 'import'],
  list: {
    columns: ['name', 'checkedAt', 'createdBy', 'valid', 'flags', 'distance', 'accuracy', 'reason', 'photo'],
    sort: [{ field: 'checkedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['activity', 'checkedAt', 'valid', 'distance'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['activity', 'checkedAt', 'valid', 'flags', 'distance', 'accuracy', 'mock', 'reason', 'photo'],
      },
      { label: label('位置', 'Positions'), fields: ['position', 'target'] },
    ],
  },
  access: { owned: false, default: 'private' },
});
