import { type Label, label } from '../kernel/index.ts';
import { OutboundError, type OutboundFault } from '../outbound/index.ts';

export type DavFault = 'login' | 'notFound' | 'noCalendar' | 'redirect' | 'answer' | 'tooLarge' | 'busy' | 'readOnly';

/** A calendar server did not do what it was asked. `status`: what it answered, 0 where that plays no part. */
export class DavError extends Error {
  readonly fault: DavFault;
  readonly status: number;

  constructor(fault: DavFault, status = 0, cause?: unknown) {
    super(`calendar server: ${fault} ${status}`, cause === undefined ? undefined : { cause });
    this.fault = fault;
    this.status = status;
  }
}

const faults: Readonly<Record<DavFault, Label>> = {
  login: label(
    '账号或密码不正确；许多服务要在网页上生成专用密码（授权码）',
    'The server does not accept login or password; many services want an app password made on their pages',
  ),
  notFound: label('服务器上没有这个日历，请重新选择', 'There is no such calendar on the server; choose another one'),
  noCalendar: label('这个地址不是 CalDAV 日历服务器', 'There is no CalDAV server at this address'),
  redirect: label('日历服务器转到了不相干的地址，没有继续', 'The server leads to an address that is not its own; it was not followed'),
  answer: label('日历服务器的回答无法识别，稍后会再试', 'The answer of the calendar server can not be understood; it is tried again later'),
  tooLarge: label('日历里的内容太多，请换一个专用日历', 'The calendar holds too much; use one of its own for work'),
  busy: label('日历服务器暂时繁忙，稍后会再试', 'The calendar server is busy; it is tried again later'),
  readOnly: label('这个日历不能写入，请选择另一个', 'The calendar can not be written; choose another one'),
};

const outboundFaults: Readonly<Record<OutboundFault, Label>> = {
  url: label('服务器地址不正确，例如 caldav.example.cn', 'The address is wrong; write it as caldav.example.cn'),
  private: label(
    '日历服务器在内部网络，需要系统管理员设置 HUANKE_OUTBOUND_PRIVATE=1 后才能使用',
    'The server is in a private network; the operator allows that by HUANKE_OUTBOUND_PRIVATE=1',
  ),
  port: label('不能使用这个端口', 'This port can not be used'),
  dns: label('找不到这台服务器，请检查地址', 'There is no such server; check the address'),
  refused: label('服务器拒绝连接，请检查地址和端口', 'The server refuses the connection; check address and port'),
  timeout: label('服务器没有及时回答，稍后会再试', 'The server did not answer in time; it is tried again later'),
  tls: label('加密连接失败，请检查服务器证书', 'No encrypted connection; check the certificate of the server'),
  connection: label('连接中断，稍后会再试', 'The connection broke; it is tried again later'),
};

const unknown = label('日历暂时无法同步，稍后会再试', 'The calendar can not be synchronised now; it is tried again later');

/** What went wrong in words; never the server's own, which might tell of the network behind it. */
export function davFailure(error: unknown): Label {
  if (error instanceof DavError) return faults[error.fault];
  return error instanceof OutboundError ? outboundFaults[error.fault] : unknown;
}
