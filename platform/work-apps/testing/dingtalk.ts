import { type Answer, type Asked, memberOf, type Simulated, signsIn, takeCode } from './kept.ts';

const no = (errcode: number, errmsg: string): Answer => ({ json: { errcode, errmsg, request_id: 'r1' } });
const yes = (result: unknown): Answer => ({ json: { errcode: 0, errmsg: 'ok', result } });
const refused = (status: number, code: string, message: string): Answer => ({ status, json: { code, message, requestid: 'r1' } });

function send(of: Simulated, { agent_id: agent, userid_list: account, msg }: Asked['body']): Answer {
  if (agent !== Number(of.keys.agentId)) return no(41006, 'invalid agentid');
  const { oa } = msg ?? {};
  if (msg?.msgtype !== 'oa' || !oa?.message_url || !oa.body?.title) return no(40035, 'invalid parameter');
  if (!memberOf(of, { account })) return no(33012, 'invalid userid');
  // what is the same goes to one person once a day
  const content = JSON.stringify([account, msg]);
  if (!of.delivered.has(content)) of.sent.push({ account, title: oa.body.title, line: oa.body.content, url: oa.message_url });
  of.delivered.add(content);
  return { json: { errcode: 0, errmsg: 'ok', task_id: of.sent.length, request_id: 'r1' } };
}

function called(of: Simulated, { url, body }: Asked): Answer {
  switch (url.pathname) {
    case '/topapi/v2/user/getbymobile': {
      const member = memberOf(of, { mobile: body.mobile });
      return member ? yes({ userid: member.account }) : no(60121, '找不到该用户');
    }
    case '/topapi/message/corpconversation/asyncsend_v2':
      return send(of, body);
    case '/topapi/user/getbyunionid': {
      const member = of.members.find(({ account, isOutside }) => `union-${account}` === body.unionid && !isOutside);
      return member ? yes({ contact_type: 0, userid: member.account }) : no(60121, '找不到该用户');
    }
    case '/topapi/v2/department/listsub':
      return yes(
        of.divisions
          .filter(({ parent }) => parent === body.dept_id)
          .map(({ id, name, parent }) => ({ dept_id: id, name, parent_id: parent })),
      );
    case '/topapi/v2/user/list': {
      const here = of.members.filter(({ department = 1 }) => department === body.dept_id);
      // two to a page, so that there are pages
      const page = here.slice(body.cursor, body.cursor + 2).map(({ account: userid, name, mobile, email, position: title }) => ({
        ...{ userid, name, mobile, org_email: email, title, dept_id_list: [body.dept_id] },
      }));
      const next = body.cursor + 2;
      return yes(next < here.length ? { has_more: true, next_cursor: next, list: page } : { has_more: false, list: page });
    }
    default:
      return { status: 404 };
  }
}

/** Calls of people: their own token in a header. */
function person(of: Simulated, { url, body, headers }: Asked): Answer | undefined {
  if (url.pathname === '/v1.0/oauth2/userAccessToken') {
    const isOurs = body.clientId === of.keys.appId && body.clientSecret === of.keys.secret && body.grantType === 'authorization_code';
    const code = isOurs ? takeCode(of, body.code) : undefined;
    return code
      ? { json: { accessToken: `person-${code.account}`, refreshToken: 'r', expireIn: 7200 } }
      : refused(400, 'invalidParameter.authCode.notFound', '不存在的authCode');
  }
  if (url.pathname !== '/v1.0/contact/users/me') return undefined;
  const account = String(headers['x-acs-dingtalk-access-token'] ?? '').replace(/^person-/, '');
  const member = memberOf(of, { account });
  if (!member) return refused(401, 'InvalidAuthentication', '不合法的access_token');
  return { json: { nick: member.name, unionId: `union-${account}`, openId: 'o1', mobile: member.mobile, email: member.email } };
}

/** https://open.dingtalk.com/document/orgapp/server-api-error-codes-1 and the pages named in ../dingtalk.ts. */
export function dingtalkAnswers(of: Simulated, asked: Asked): Answer {
  const { pathname, searchParams } = asked.url;
  if (pathname === '/v1.0/oauth2/accessToken')
    return asked.body.appKey === of.keys.appId && asked.body.appSecret === of.keys.secret
      ? { json: { accessToken: of.newToken(), expireIn: 7200 } }
      : refused(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
  if (pathname === '/oauth2/auth')
    return searchParams.get('client_id') === of.keys.appId ? signsIn(of, asked, 'authCode') : { status: 400 };
  const own = person(of, asked);
  if (own) return own;
  if (of.tokens.get(searchParams.get('access_token') ?? '')) return called(of, asked);
  const text = 'ding talk error[subcode=40014,submsg=不合法的access_token]';
  return { json: { errcode: 88, errmsg: text, sub_code: '40014', sub_msg: '不合法的access_token', request_id: 'r1' } };
}
