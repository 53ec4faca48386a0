import { defineErrors, label } from '@huanke/platform/kernel';

export const engagementErrors = defineErrors({
  NO_MAILBOX: {
    status: 422,
    text: label('您还没有连接邮箱，请先在“设置 → 我的邮箱”中连接', 'You have no mailbox yet; connect one under Settings → My mailbox'),
  },
  EMAIL_SENDING: { status: 409, text: label('这封邮件正在发送，请稍候', 'This e-mail is being sent; wait a moment') },
  BAD_SIGNATURE: { status: 401, text: label('签名不正确或已过期', 'The signature is wrong or too old') },
  RECORDING_OFF: {
    status: 422,
    text: label('公司没有开启通话录音，或没有确认会告知对方', 'Recordings are off, or nobody confirmed that callers are told'),
  },
  NO_TELEPHONY: { status: 422, text: label('公司还没有接入可外呼的电话系统', 'No telephone system that can place calls is connected') },
  CALL_FAILED: {
    status: 422,
    text: label('电话系统没有接受外呼，请稍后再试', 'The telephone system did not take the call; try again later'),
  },
});
