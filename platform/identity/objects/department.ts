import { label } from '../../kernel/index.ts';
import { defineObject, department, text, user } from '../../module/index.ts';

/** The organisation tree; the data scopes `department` and `departmentAndBelow` follow it. */
export const Department = defineObject({
  name: 'department',
  label: label('部门', 'Department'),
  plural: label('部门', 'Departments'),
  icon: 'department',
  title: 'name',
  fields: {
    name: text({ label: label('部门名称', 'Name'), required: true, max: 80, search: 'name', indexed: true, form: 'required' }),
    parent: department({
      label: label('上级部门', 'Parent department'),
      object: 'department',
      tree: true,
      onDelete: 'clear',
      form: 'essential',
    }),
    manager: user({ label: label('负责人', 'Manager'), onDelete: 'clear', indexed: true, form: 'essential' }),
  },
  list: { columns: ['name', 'parent', 'manager'], sort: [{ field: 'name', direction: 'asc' }] },
  page: {
    highlights: ['parent', 'manager'],
    related: [
      {
        name: 'members',
        label: label('成员', 'People'),
        object: 'user',
        field: 'department',
        columns: ['name', 'position', 'email', 'active'],
      },
      {
        name: 'departments',
        label: label('下级部门', 'Departments below'),
        object: 'department',
        field: 'parent',
        columns: ['name', 'manager'],
      },
    ],
  },
  access: { owned: false, default: 'read' },
  searchable: false,
});
