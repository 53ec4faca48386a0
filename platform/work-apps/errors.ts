import { AppError, defineErrors, label } from '../kernel/index.ts';
import { OutboundError } from '../outbound/index.ts';
import { PlatformRefusal, platformFailure } from './failure.ts';
import type { Platform } from './platforms.ts';

export const workAppErrors = defineErrors({
  WORK_APP_OFF: {
    status: 409,
    text: label('公司还没有连接这个办公平台，请在“设置 → 办公平台”中连接', 'Connect this platform first: Settings → Work platforms'),
  },
});

/** What a platform refused, as the end of work in the background that its person can read; everything else stays what it is. */
export const refusedBy =
  (platform: Platform) =>
  (cause: unknown): never => {
    const isTheirs = cause instanceof PlatformRefusal || cause instanceof OutboundError;
    throw isTheirs ? new AppError('WORK_APP_REFUSED', 502, platformFailure(platform, cause), { cause }) : cause;
  };
