import { listIn, textIn } from '../adapter.ts';
import type { Directory } from './types.ts';

const idOf = (value: unknown): string | null => (typeof value === 'number' && value > 1 ? String(value) : null);

/** WeCom: 90208 获取部门列表, 90201 获取部门成员详情. Names of departments, mobiles and e-mails come to apps that may read the address book only. */
export const wecomDirectory: Directory = {
  root: '1',

  async departments(ask) {
    const reply = await ask({ at: 'calls', path: '/cgi-bin/department/list' });
    return listIn(reply['department']).flatMap(({ id, parentid, name }) => {
      const own = idOf(id);
      return own ? [{ id: own, parent: idOf(parentid), name: textIn(name) ?? own }] : [];
    });
  },

  async people(ask, department) {
    const reply = await ask({ at: 'calls', path: '/cgi-bin/user/list', query: { department_id: department } });
    return listIn(reply['userlist']).flatMap((one) => {
      const account = textIn(one['userid']);
      // 2: switched off, 5: has left
      if (!account || one['status'] === 2 || one['status'] === 5) return [];
      const main = one['main_department'] ?? (one['department'] as unknown[] | undefined)?.[0];
      const contact = { mobile: textIn(one['mobile']), email: textIn(one['biz_mail']) ?? textIn(one['email']) };
      return [{ account, name: textIn(one['name']) ?? account, ...contact, position: textIn(one['position']), department: idOf(main) }];
    });
  },
};
