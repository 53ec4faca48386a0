import { type AppError, defineErrors, label } from '../kernel/index.ts';

/** Refusals of pools. The limits answer 422, as contract.md section 4 lists them; figures stand in the text and in `errors[].current`. */
export const poolErrors = defineErrors({
  POOL_ALREADY_CLAIMED: { status: 409, text: label('已被{owner}领取', 'Already claimed by {owner}') },
  POOL_DAILY_LIMIT: {
    status: 422,
    text: label('今日领取已达上限 {limit} 条，明天再来', 'The limit of {limit} claims a day is reached; come back tomorrow'),
  },
  POOL_HOLDING_LIMIT: {
    status: 422,
    text: label('已持有 {held} 条，达到上限 {limit} 条；请先退回一些', 'You hold {held} of at most {limit}; return some first'),
  },
  POOL_COOLDOWN: {
    status: 422,
    text: label(
      '您刚放弃过这条记录，{hours} 小时内不能再领取',
      'You have just given this record up; it can be claimed again after {hours} hours',
    ),
  },
  POOL_REQUEST_OVER: {
    status: 409,
    text: label('这项申请已经处理过，或记录已不在公海里', 'This request was answered already, or the record lies in the pool no more'),
  },
  POOL_MEMBER_GONE: {
    status: 409,
    text: label('申请人已不在这个公海里，不能再交给他', 'Who applied is not in this pool any more'),
  },
  POOL_ASSIGN_ONLY: {
    status: 422,
    text: label('这个公海只能由管理员分配', 'Records of this pool are handed out by its administrators'),
  },
});

/** A refusal that names the pool and carries the figures behind it. */
export function limitRefusal(
  code: 'POOL_COOLDOWN' | 'POOL_DAILY_LIMIT' | 'POOL_HOLDING_LIMIT',
  values: Record<string, number>,
  current: object,
): AppError {
  const { text } = poolErrors[code]({ values });
  return poolErrors[code]({ values, errors: [{ field: 'pool', code, message: text, current }] });
}
