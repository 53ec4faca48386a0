import { type Adapter, type Call, cut, listIn, objectIn, textIn } from './adapter.ts';
import { PlatformRefusal } from './failure.ts';

const api = (path: string, more: Partial<Call> = {}): Call => ({ at: 'calls', path: `/open-apis/${path}`, ...more });
const asText = (value: unknown) => textIn(value) ?? '';

/**
 * Feishu 飞书, apps a company makes itself. Pages are of https://open.feishu.cn/document/…; error codes:
 * server-docs/getting-started/server-error-codes. People are known by their open_id, which belongs to the app.
 */
export const feishu: Adapter = {
  platform: 'feishu',
  addresses: { calls: 'https://open.feishu.cn', pages: 'https://accounts.feishu.cn' },
  hasAgent: false,
  agent: /Lark\//i,
  codes: {
    token: ['99991663', '99991661', '99991664', '99991668', '99991671'],
    credentials: ['10003', '10014', '99991672', '99991679', '230006', '230027'],
    busy: ['99991400', '230020', '2200', '1500'],
    stranger: ['230013', '99992351', '99992364', '41050'],
  },

  /** server-docs/authentication-management/access-token/tenant_access_token_internal 自建应用获取 tenant_access_token. */
  async token(ask, { appId, secret }) {
    const reply = await ask(api('auth/v3/tenant_access_token/internal', { body: { app_id: appId, app_secret: secret } }));
    return { token: asText(reply['tenant_access_token']), seconds: Number(reply['expire']) };
  },

  withToken: (call, token) => ({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } }),

  refusal(status, { code, msg, error, error_description: description }) {
    if (status < 400 && (code === 0 || code === '0' || code === undefined)) return undefined;
    const own = code === undefined || code === 0 ? asText(error) || String(status) : String(code);
    return { code: own, said: asText(msg) || asText(description) || asText(error) };
  },

  /** server-docs/contact-v3/user/batch_get_id 通过手机号或邮箱获取用户 ID. */
  async find(ask, { mobile, email }) {
    const body = { ...(mobile ? { mobiles: [mobile] } : {}), ...(email ? { emails: [email] } : {}), include_resigned: false };
    const reply = await ask(api('contact/v3/users/batch_get_id', { query: { user_id_type: 'open_id' }, body }));
    const found = listIn(objectIn(reply['data'])['user_list']).flatMap((one) => textIn(one['user_id']) ?? []);
    // mobile and e-mail of two people: neither is certain
    return new Set(found).size === 1 ? found[0] : undefined;
  },

  /** server-docs/im-v1/message/create 发送消息, a card. `uuid`: the same is sent once within an hour. */
  async send(ask, _keys, account, { title, line, button, url, tag }) {
    const text = (content: string) => ({ tag: 'plain_text', content });
    const card = {
      config: { wide_screen_mode: true },
      card_link: { url },
      header: { template: 'blue', title: text(cut(title, 100)) },
      elements: [
        { tag: 'div', text: text(cut(line, 300)) },
        { tag: 'action', actions: [{ tag: 'button', type: 'primary', text: text(button), url }] },
      ],
    };
    const body = { receive_id: account, msg_type: 'interactive', content: JSON.stringify(card), uuid: tag };
    await ask(api('im/v1/messages', { query: { receive_id_type: 'open_id' }, body }));
  },

  /** common-capabilities/sso/api/obtain-oauth-code 获取授权码, with PKCE. */
  leave({ appId }, { state, redirectUri, challenge }) {
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const query = { client_id: appId, response_type: 'code', redirect_uri: redirectUri, state, ...pkce };
    return { at: 'pages', path: '/open-apis/authen/v1/authorize', query };
  },

  /**
   * authentication-management/access-token/get-user-access-token 获取 user_access_token, server-docs/authentication-management/login-state-management/get
   * 获取用户信息. The mobile was proved, the company's own e-mail is given by it; the other e-mail is what somebody wrote.
   */
  async arrive({ plain }, { appId, secret }, { code, verifier, redirectUri }) {
    const grant = { grant_type: 'authorization_code', client_id: appId, client_secret: secret, code, redirect_uri: redirectUri };
    const given = await plain(api('authen/v2/oauth/token', { body: { ...grant, code_verifier: verifier } }));
    const headers = { authorization: `Bearer ${asText(given['access_token'])}` };
    const me = objectIn((await plain(api('authen/v1/user_info', { headers })))['data']);
    const account = textIn(me['open_id']);
    if (!account) throw new PlatformRefusal('feishu', 'stranger', '0', 'no open_id');
    return { account, mobile: textIn(me['mobile']), email: textIn(me['enterprise_email']) };
  },
};
