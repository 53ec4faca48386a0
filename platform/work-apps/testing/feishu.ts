import { type Answer, type Asked, challengeOf, type Member, memberOf, type Simulated, signsIn, takeCode } from './kept.ts';

const no = (status: number, code: number, msg: string): Answer => ({ status, json: { code, msg } });
const yes = (data: unknown): Answer => ({ json: { code: 0, msg: 'success', data } });

function send(of: Simulated, { url, body }: Asked): Answer {
  if (url.searchParams.get('receive_id_type') !== 'open_id' || body.msg_type !== 'interactive') return no(400, 230001, 'invalid param');
  if (typeof body.uuid !== 'string' || body.uuid.length > 50) return no(400, 230001, 'invalid uuid');
  if (!memberOf(of, { account: body.receive_id })) return no(400, 230013, 'Bot has NO availability to this user.');
  const { header, elements, card_link: link } = JSON.parse(body.content);
  // one uuid is sent once within an hour
  if (!of.delivered.has(body.uuid))
    of.sent.push({ account: body.receive_id, title: header.title.content, line: elements[0].text.content, url: link.url });
  of.delivered.add(body.uuid);
  return yes({ message_id: `om_${of.sent.length}` });
}

function called(of: Simulated, asked: Asked): Answer {
  const { url, body } = asked;
  switch (url.pathname) {
    case '/open-apis/contact/v3/users/batch_get_id': {
      const one = (has: { mobile?: string; email?: string }) => ({ ...has, user_id: memberOf(of, has)?.account });
      const mobiles = (body.mobiles ?? []).map((mobile: string) => one({ mobile }));
      return yes({ user_list: [...mobiles, ...(body.emails ?? []).map((email: string) => one({ email }))] });
    }
    case '/open-apis/im/v1/messages':
      return send(of, asked);
    case '/open-apis/contact/v3/departments/0/children':
      return paged(
        of.divisions.map(({ id, name, parent }) => ({ name, open_department_id: `od-${id}`, parent_department_id: placeOf(parent) })),
        url,
      );
    case '/open-apis/contact/v3/users/find_by_department': {
      const here = of.members.filter(({ department = 1 }) => placeOf(department) === url.searchParams.get('department_id'));
      const one = ({ account, name, mobile, email, position, department = 1 }: Member) => ({
        ...{ open_id: account, name, mobile: mobile && `+86${mobile}`, enterprise_email: email, job_title: position },
        ...{ department_ids: [placeOf(department)], status: { is_resigned: false } },
      });
      return paged(here.map(one), url);
    }
    default:
      return { status: 404 };
  }
}

const placeOf = (id: number) => (id === 1 ? '0' : `od-${id}`);

/** Two to a page, so that there are pages. */
function paged(items: readonly unknown[], { searchParams }: URL): Answer {
  const from = Number(searchParams.get('page_token') ?? 0);
  const isMore = from + 2 < items.length;
  return yes({ items: items.slice(from, from + 2), has_more: isMore, ...(isMore ? { page_token: String(from + 2) } : {}) });
}

function exchange(of: Simulated, { body }: Asked): Answer {
  const isOurs = body.client_id === of.keys.appId && body.client_secret === of.keys.secret && body.grant_type === 'authorization_code';
  const code = isOurs ? takeCode(of, body.code) : undefined;
  if (!code || code.redirectUri !== body.redirect_uri)
    return { status: 400, json: { code: 20003, error: 'invalid_grant', error_description: 'The authorization code is invalid.' } };
  if (challengeOf(String(body.code_verifier)) !== code.challenge)
    return { status: 400, json: { code: 20049, error: 'invalid_grant', error_description: 'Code verification failed.' } };
  return { json: { code: 0, access_token: `person-${code.account}`, expires_in: 7200, token_type: 'Bearer' } };
}

/** https://open.feishu.cn/document/server-docs/getting-started/server-error-codes and the pages named in ../feishu.ts. */
export function feishuAnswers(of: Simulated, asked: Asked): Answer {
  const { url, body, headers } = asked;
  if (url.pathname === '/open-apis/auth/v3/tenant_access_token/internal') {
    if (body.app_id !== of.keys.appId) return no(400, 10003, 'invalid app_id');
    return body.app_secret === of.keys.secret
      ? { json: { code: 0, msg: 'ok', tenant_access_token: of.newToken(), expire: 7200 } }
      : no(400, 10014, 'app secret invalid');
  }
  if (url.pathname === '/open-apis/authen/v1/authorize')
    return url.searchParams.get('client_id') === of.keys.appId ? signsIn(of, asked, 'code') : { status: 400 };
  if (url.pathname === '/open-apis/authen/v2/oauth/token') return exchange(of, asked);
  const token = String(headers.authorization ?? '').replace(/^Bearer /, '');
  if (url.pathname === '/open-apis/authen/v1/user_info') {
    const member = memberOf(of, { account: token.replace(/^person-/, '') });
    if (!member) return no(400, 99991668, 'Invalid access token for authorization.');
    return yes({
      open_id: member.account,
      name: member.name,
      mobile: member.mobile && `+86${member.mobile}`,
      enterprise_email: member.email,
    });
  }
  return of.tokens.get(token) ? called(of, asked) : no(400, 99991663, 'Invalid access token for authorization.');
}
