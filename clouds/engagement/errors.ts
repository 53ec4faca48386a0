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
  NO_SMS: {
    status: 422,
    text: label('公司还没有接入这个短信服务，或已停用', 'This text message service is not connected, or switched off'),
  },
  SMS_READ_ONLY: {
    status: 403,
    text: label('您只能查看这个人的记录，不能给对方发短信', 'You may only look at this person, not text them'),
  },
  SMS_NO_MOBILE: { status: 422, text: label('没有有效的手机号，不能发短信', 'There is no valid mobile number to text') },
  SMS_WITHDRAWN: { status: 422, text: label('对方已撤回接收短信的同意', 'This person has withdrawn the consent to text messages') },
  SMS_NO_CONSENT: {
    status: 422,
    text: label('推广短信只能发给同意接收的人，请先登记同意', 'Marketing goes only to who agreed to it; write the consent down first'),
  },
  SMS_QUIET: { status: 422, text: label('推广短信只在 8 点到 21 点发送', 'Marketing is sent between 8:00 and 21:00 only') },
  SMS_RECIPIENT_LIMIT: {
    status: 422,
    text: label('今天已给这个号码发过 {count} 条短信，到了上限', 'This number has had {count} messages today, which is the limit'),
  },
  SMS_SENDER_LIMIT: {
    status: 422,
    text: label('您今天已发过 {count} 条短信，到了上限', 'You have sent {count} messages today, which is the limit'),
  },
});
