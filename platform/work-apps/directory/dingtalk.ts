import { type Ask, listIn, objectIn, textIn } from '../adapter.ts';
import type { Directory, RemoteDepartment, RemotePerson } from './types.ts';

const idOf = (value: unknown): string | null => (typeof value === 'number' && value > 1 ? String(value) : null);
const old = (ask: Ask, path: string, body: unknown) => ask({ at: 'callsOld', path: `/topapi/v2/${path}`, body });

/** DingTalk: obtain-the-department-list-v2 获取部门列表 (one level at a time), queries-the-complete-information-of-a-department-user 获取部门用户详情. */
export const dingtalkDirectory: Directory = {
  root: '1',

  async departments(ask) {
    const found: RemoteDepartment[] = [];
    const open = [1];
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      const reply = await old(ask, 'department/listsub', { dept_id: id });
      for (const { dept_id: own, parent_id: parent, name } of listIn(reply['result'])) {
        const text = idOf(own);
        if (!text || found.some((one) => one.id === text)) continue;
        found.push({ id: text, parent: idOf(parent), name: textIn(name) ?? text });
        open.push(Number(text));
      }
    }
    return found;
  },

  async people(ask, department) {
    const found: RemotePerson[] = [];
    for (let cursor: unknown = 0; typeof cursor === 'number'; ) {
      const page = objectIn((await old(ask, 'user/list', { dept_id: Number(department), cursor, size: 100 }))['result']);
      for (const one of listIn(page['list'])) {
        const account = textIn(one['userid']);
        if (!account) continue;
        const contact = { mobile: textIn(one['mobile']), email: textIn(one['org_email']) ?? textIn(one['email']) };
        const main = idOf((one['dept_id_list'] as unknown[] | undefined)?.[0]);
        found.push({ account, name: textIn(one['name']) ?? account, ...contact, position: textIn(one['title']), department: main });
      }
      const next = page['has_more'] === true ? page['next_cursor'] : undefined;
      // a cursor that does not go on would be asked for ever
      cursor = typeof next === 'number' && next > cursor ? next : undefined;
    }
    return found;
  },
};
