import { type Adapter, type Call, cut, objectIn, textIn } from './adapter.ts';
import { PlatformRefusal } from './failure.ts';

/** The newer calls carry the token in a header, the older ones in the address. */
const newer = (path: string, more: Partial<Call> = {}): Call => ({ at: 'calls', path: `/v1.0/${path}`, ...more });
const older = (path: string, body: unknown): Call => ({ at: 'callsOld', path: `/topapi/${path}`, body });
const asText = (value: unknown) => textIn(value) ?? '';

/**
 * DingTalk 钉钉, apps of one company (企业内部应用). Pages are of https://open.dingtalk.com/document/orgapp/…; error codes: server-api-error-codes-1.
 */
export const dingtalk: Adapter = {
  platform: 'dingtalk',
  addresses: { calls: 'https://api.dingtalk.com', callsOld: 'https://oapi.dingtalk.com', pages: 'https://login.dingtalk.com' },
  hasAgent: true,
  agent: /DingTalk\//i,
  codes: {
    token: ['40014', '42001', '40001', 'InvalidAuthentication'],
    credentials: ['invalidClientIdOrSecret', '60020', '88', 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
    busy: ['-1', '90018', '90002', '90006', 'Throttling', 'Throttling.Api', 'SystemError'],
    stranger: ['60121', '33012', '60111', '40103'],
  },

  /** obtain-the-access_token-of-an-internal-app 获取企业内部应用的 accessToken: holds for both kinds of calls. */
  async token(ask, { appId, secret }) {
    const reply = await ask(newer('oauth2/accessToken', { body: { appKey: appId, appSecret: secret } }));
    return { token: asText(reply['accessToken']), seconds: Number(reply['expireIn']) };
  },

  withToken: (call, token) =>
    call.at === 'callsOld'
      ? { ...call, query: { ...call.query, access_token: token } }
      : { ...call, headers: { ...call.headers, 'x-acs-dingtalk-access-token': token } },

  refusal(status, { errcode, errmsg, sub_code: subCode, sub_msg: subText, code, message }) {
    // 88 stands for many things; the code below it says which
    if (errcode !== undefined && errcode !== 0)
      return errcode === 88 && ['40014', '42001'].includes(asText(subCode))
        ? { code: asText(subCode), said: asText(subText) }
        : { code: String(errcode), said: asText(subText) || asText(errmsg) };
    return status >= 400 ? { code: asText(code) || String(status), said: asText(message) } : undefined;
  },

  /** query-users-by-phone-number 根据手机号查询用户; there is no way by e-mail. */
  async find(ask, { mobile }) {
    if (!mobile) return undefined;
    try {
      return textIn(objectIn((await ask(older('v2/user/getbymobile', { mobile })))['result'])['userid']) ?? undefined;
    } catch (error) {
      if (error instanceof PlatformRefusal && error.fault === 'stranger') return undefined;
      throw error;
    }
  },

  /**
   * asynchronous-sending-of-enterprise-session-messages 发送工作通知, kind oa: plain text, unlike an action card, whose Markdown a record's name
   * could write links into. What is the same goes to one person once a day by the platform's own rule.
   */
  async send(ask, { agentId }, account, { title, line, url }) {
    const oa = {
      message_url: url,
      pc_message_url: url,
      head: { bgcolor: 'FF1668DC', text: '' },
      body: { title: cut(title, 50), content: cut(line, 200) },
    };
    await ask(
      older('message/corpconversation/asyncsend_v2', { agent_id: Number(agentId), userid_list: account, msg: { msgtype: 'oa', oa } }),
    );
  },

  /** obtain-identity-credentials 获取登录用户的访问凭证. */
  leave({ appId }, { state, redirectUri }) {
    const query = { response_type: 'code', client_id: appId, scope: 'openid', prompt: 'consent', state, redirect_uri: redirectUri };
    return { at: 'pages', path: '/oauth2/auth', query };
  },

  /**
   * obtain-user-token 获取用户 token, dingtalk-retrieve-user-information 获取用户通讯录个人信息, query-a-user-by-the-union-id 根据 unionid 获取用户 userid.
   * The page lets in whoever has DingTalk: only the last call says that they are of this company (contact_type 0: inside).
   */
  async arrive({ ask, plain }, { appId, secret }, { code }) {
    const grant = { clientId: appId, clientSecret: secret, code, grantType: 'authorization_code' };
    const given = await plain(newer('oauth2/userAccessToken', { body: grant }));
    const me = await plain(newer('contact/users/me', { headers: { 'x-acs-dingtalk-access-token': asText(given['accessToken']) } }));
    const member = objectIn((await ask(older('user/getbyunionid', { unionid: asText(me['unionId']) })))['result']);
    const account = textIn(member['userid']);
    if (!account || member['contact_type'] !== 0) throw new PlatformRefusal('dingtalk', 'stranger', '60121', 'not of the company');
    // an account there begins with a mobile that was proved; its e-mail was not
    return { account, mobile: textIn(me['mobile']), email: null };
  },
};
