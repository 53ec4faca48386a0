import { type Answer, type Asked, type Member, memberOf, type Simulated, signsIn, takeCode } from './kept.ts';

const no = (errcode: number, errmsg: string): Answer => ({ json: { errcode, errmsg } });
const yes = (more: object): Answer => ({ json: { errcode: 0, errmsg: 'ok', ...more } });

/** A token holds for two hours; asked again meanwhile the same one is given. */
function token({ keys, tokens, newToken }: Simulated, { url }: Asked): Answer {
  if (url.searchParams.get('corpid') !== keys.appId) return no(40013, 'invalid corpid');
  if (url.searchParams.get('corpsecret') !== keys.secret) return no(40001, 'invalid credential');
  const current = [...tokens].findLast(([, holds]) => holds)?.[0];
  return yes({ access_token: current ?? newToken(), expires_in: 7200 });
}

function send(of: Simulated, body: Asked['body']): Answer {
  const { touser, msgtype, agentid, textcard } = body;
  if (agentid !== Number(of.keys.agentId)) return no(40056, 'invalid agentid');
  if (msgtype !== 'textcard' || !textcard?.title || !textcard.description || !textcard.url) return no(40008, 'invalid message type');
  if (textcard.title.length > 128 || textcard.description.length > 512 || textcard.btntxt?.length > 4) return no(45002, 'content too long');
  if (!memberOf(of, { account: touser }))
    return { json: { errcode: 81013, errmsg: 'user & party & tag all invalid', invaliduser: touser } };
  const content = JSON.stringify(body);
  if (!(body.enable_duplicate_check === 1 && of.delivered.has(content)))
    of.sent.push({ account: touser, title: textcard.title, line: textcard.description, url: textcard.url });
  of.delivered.add(content);
  return yes({ msgid: `m${of.sent.length}` });
}

function called(of: Simulated, { url, body }: Asked): Answer {
  const account = (member: { account: string } | undefined) => (member ? yes({ userid: member.account }) : no(46004, 'user no exist'));
  switch (url.pathname) {
    case '/cgi-bin/user/getuserid':
      return account(memberOf(of, { mobile: body.mobile }));
    case '/cgi-bin/user/get_userid_by_email':
      return account(memberOf(of, { email: body.email }));
    case '/cgi-bin/message/send':
      return send(of, body);
    case '/cgi-bin/auth/getuserinfo': {
      const code = takeCode(of, url.searchParams.get('code'));
      if (!code) return no(40029, 'invalid code');
      // who is not of the company comes by another name
      return yes(memberOf(of, { account: code.account })?.isOutside ? { openid: 'o1' } : { userid: code.account, user_ticket: 't' });
    }
    case '/cgi-bin/department/list': {
      const company = { id: 1, name: '公司', parentid: 0, order: 1 };
      return yes({ department: [...of.divisions.map(({ id, name, parent }) => ({ id, name, parentid: parent, order: id })), company] });
    }
    case '/cgi-bin/user/list': {
      const place = Number(url.searchParams.get('department_id'));
      const here = of.members.filter(({ department = 1 }) => department === place);
      const one = ({ account: userid, name, mobile = '', email = '', position = '' }: Member) => ({
        ...{ userid, name, mobile, biz_mail: email, position },
        ...{ department: [place], main_department: place, status: 1 },
      });
      return yes({ userlist: here.map(one) });
    }
    default:
      return { status: 404 };
  }
}

/** https://developer.work.weixin.qq.com/document/path/90313 (codes) and the pages named in ../wecom.ts. */
export function wecomAnswers(of: Simulated, asked: Asked): Answer {
  const { pathname, searchParams } = asked.url;
  if (pathname === '/cgi-bin/gettoken') return token(of, asked);
  if (pathname === '/wwlogin/sso/login' || pathname === '/connect/oauth2/authorize')
    return searchParams.get('appid') === of.keys.appId ? signsIn(of, asked, 'code') : { status: 400 };
  const holds = of.tokens.get(searchParams.get('access_token') ?? '');
  if (holds === undefined) return no(40014, 'invalid access_token');
  return holds ? called(of, asked) : no(42001, 'access_token expired');
}
