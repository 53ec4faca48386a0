import { type Ask, listIn, objectIn, type Reply, textIn } from '../adapter.ts';
import type { Directory } from './types.ts';

const department = { department_id_type: 'open_department_id', page_size: '50' };
const idOf = (value: unknown): string | null => (value === '0' ? null : textIn(value));

/** All pages of a list. */
async function pages(ask: Ask, path: string, query: Readonly<Record<string, string>>): Promise<Reply[]> {
  const found: Reply[] = [];
  const seen = new Set<string>();
  for (let token: string | null = ''; token !== null; ) {
    const at = { at: 'calls', path: `/open-apis/contact/v3/${path}`, query: { ...query, ...(token ? { page_token: token } : {}) } };
    const data = objectIn((await ask(at))['data']);
    found.push(...listIn(data['items']));
    const next: string | null = data['has_more'] === true ? textIn(data['page_token']) : null;
    // a page that comes again would be asked for ever
    token = next !== null && !seen.has(next) ? next : null;
    if (token) seen.add(token);
  }
  return found;
}

/** Feishu: server-docs/contact-v3/department/children 获取子部门列表, server-docs/contact-v3/user/find_by_department 获取部门直属用户列表. */
export const feishuDirectory: Directory = {
  root: '0',

  async departments(ask) {
    const items = await pages(ask, 'departments/0/children', { ...department, fetch_child: 'true' });
    return items.flatMap((one) => {
      const id = textIn(one['open_department_id']);
      return id ? [{ id, parent: idOf(one['parent_department_id']), name: textIn(one['name']) ?? id }] : [];
    });
  },

  async people(ask, of) {
    const items = await pages(ask, 'users/find_by_department', { ...department, department_id: of, user_id_type: 'open_id' });
    return items.flatMap((one) => {
      const account = textIn(one['open_id']);
      if (!account || objectIn(one['status'])['is_resigned'] === true) return [];
      const contact = { mobile: textIn(one['mobile']), email: textIn(one['enterprise_email']) ?? textIn(one['email']) };
      const main = idOf((one['department_ids'] as unknown[] | undefined)?.[0]);
      return [{ account, name: textIn(one['name']) ?? account, ...contact, position: textIn(one['job_title']), department: main }];
    });
  },
};
