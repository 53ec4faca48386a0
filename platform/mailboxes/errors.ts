import { defineErrors, label } from '../kernel/index.ts';

export const mailboxErrors = defineErrors({
  NEEDS_SIGN_IN: {
    status: 422,
    text: label(
      '邮箱需要重新登录，请在“设置 → 我的邮箱”中点“重新登录”',
      'The mailbox has to be signed in to again: open Settings → My mailbox and press “Sign in again”',
    ),
  },
});
