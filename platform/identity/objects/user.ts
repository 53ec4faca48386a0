import { label } from '../../kernel/index.ts';
import { boolean, defineObject, department, email, image, phone, picklist, text, user } from '../../module/index.ts';

/** A person as one company sees them. The identity they sign in with (table `person`) is apart: one human, several companies. */
export const User = defineObject({
  name: 'user',
  label: label('用户', 'User'),
  plural: label('用户', 'Users'),
  icon: 'user',
  table: 'app_user',
  title: 'name',
  fields: {
    name: text({
      label: label('姓名', 'Name'),
      required: true,
      max: 80,
      search: 'name',
      indexed: true,
      form: 'required',
      synonyms: ['销售', '员工', '用户名', 'sales agent', 'full name', 'agent'],
    }),
    email: email({
      label: label('邮箱', 'E-mail'),
      unique: true,
      search: 'email',
      form: 'essential',
      help: label('用作登录账号；没有邮箱的人不能登录', 'Used to sign in; without it nobody can'),
    }),
    phone: phone({
      label: label('手机号', 'Phone'),
      search: 'phone',
      form: 'essential',
      help: label('与密码一起也能登录', 'Signs in as well, with the password'),
    }),
    department: department({
      label: label('部门', 'Department'),
      onDelete: 'clear',
      form: 'essential',
      synonyms: ['regional office', 'team', '团队'],
    }),
    manager: user({
      label: label('直属上级', 'Manager'),
      object: 'user',
      tree: true,
      onDelete: 'clear',
      indexed: true,
      form: 'essential',
      synonyms: ['主管', '上级', '经理'],
    }),
    position: text({ label: label('职位', 'Position'), max: 80, form: 'essential', synonyms: ['岗位', 'job title', 'title'] }),
    active: boolean({
      label: label('启用', 'Active'),
      help: label('停用后立即退出登录', 'Switched off, all sessions end at once'),
      form: 'hidden',
    }),
    language: picklist({
      label: label('语言', 'Language'),
      options: [
        { key: 'zh-CN', label: label('简体中文', 'Simplified Chinese') },
        { key: 'en', label: label('英文', 'English') },
      ],
    }),
    avatar: image({ label: label('头像', 'Picture') }),
  },
  list: { columns: ['name', 'department', 'position', 'manager', 'email', 'phone', 'active'], sort: [{ field: 'name', direction: 'asc' }] },
  page: {
    highlights: ['department', 'position', 'manager', 'email'],
    related: [
      {
        name: 'reports',
        label: label('下属', 'Reports'),
        object: 'user',
        field: 'manager',
        columns: ['name', 'department', 'position', 'active'],
      },
    ],
  },
  access: { owned: false, default: 'read' },
  searchable: true,
});
