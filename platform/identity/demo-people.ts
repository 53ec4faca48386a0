import type { DemoPerson } from './demo.ts';

/** What all demo people sign in with; they exist only while demonstrations are allowed. */
export const demoPassword = 'huanke-demo';

/** The accounts of the demo company; `role` is the key of the shipped role, but for the seller, who is a member. */
export const demoPeople: readonly DemoPerson[] = [
  { email: 'seller@demo.huanke.local', name: '李娜', title: '销售代表', role: 'seller', note: '跟进自己的客户和商机' },
  { email: 'manager@demo.huanke.local', name: '周明远', title: '销售经理', role: 'manager', note: '看团队的商机和业绩' },
  { email: 'admin@demo.huanke.local', name: '方哲', title: '系统管理员', role: 'admin', note: '管理人员、字段和公司设置' },
  { email: 'readonly@demo.huanke.local', name: '沈佳宁', title: '财务分析', role: 'readOnly', note: '只读查看全公司数据' },
];
