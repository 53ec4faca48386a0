import { label } from '@huanke/platform/kernel';
import { address, boolean, defineObject, longText, masterDetail, phone, picklist, reference, text } from '@huanke/platform/module';

/** Where a customer is: its offices, works and warehouses. One of them is the main one: there visits go that say no place of their own. */
export const AccountAddress = defineObject({
  name: 'accountAddress',
  label: label('客户地址', 'Account address'),
  plural: label('客户地址', 'Account addresses'),
  icon: 'visit',
  title: 'name',
  fields: {
    account: masterDetail('account', { label: label('客户', 'Account'), required: true, form: 'required', indexed: true }),
    name: text({ label: label('名称', 'Name'), required: true, form: 'required', max: 100, synonyms: ['地址名称'] }),
    kind: picklist({
      label: label('类型', 'Kind'),
      required: true,
      default: 'office',
      form: 'essential',
      options: [
        { key: 'office', label: label('办公', 'Office'), color: 'blue' },
        { key: 'registered', label: label('注册', 'Registered'), color: 'grey' },
        { key: 'delivery', label: label('收货', 'Delivery'), color: 'green' },
        { key: 'site', label: label('工厂或现场', 'Works or site'), color: 'amber' },
        { key: 'other', label: label('其他', 'Other'), color: 'grey' },
      ],
    }),
    address: address({ label: label('地址', 'Address'), required: true, form: 'required', synonyms: ['详细地址'] }),
    main: boolean({
      label: label('主地址', 'Main address'),
      default: false,
      form: 'essential',
      help: label(
        '每家客户只有一个；没有另填地点的拜访，按它签到和上地图',
        'One for each account; visits without a place of their own are checked in and mapped there',
      ),
    }),
    contact: reference('contact', { label: label('联系人', 'Contact'), form: 'essential', onDelete: 'clear' }),
    phone: phone({ label: label('电话', 'Phone'), form: 'essential' }),
    remark: longText({ label: label('备注', 'Remark'), max: 500 }),
  },
  list: { columns: ['account', 'name', 'kind', 'address', 'main', 'contact', 'phone'], sort: [{ field: 'main', direction: 'desc' }] },
  page: {
    highlights: ['account', 'kind', 'address', 'main'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['account', 'name', 'kind', 'address', 'main', 'contact', 'phone', 'remark'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
