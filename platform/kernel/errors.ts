import { fillLabel, type Label, label } from './label.ts';

/** One problem of one input field; `field` is the API name, dotted or indexed for nested input (`records[3].amount`). */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: Label;
  /** Of version conflicts: what the record holds now. */
  readonly current?: unknown;
  /** Of version conflicts: who gave the field that value, and when; null is the system. */
  readonly by?: { readonly id: string; readonly title: string } | null;
  readonly at?: string | null;
  /** Of duplicates: the record that is like this one, as far as the caller may know it. */
  readonly record?: unknown;
  /** Of formulas: the place of the first character that is meant (from 0), and how many are. */
  readonly position?: number;
  readonly length?: number;
}

export interface ErrorDefinition {
  readonly status: number;
  readonly text: Label;
}

/** A refusal the caller can understand. Everything else that is thrown is a fault and answers 500 without detail. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Label;
  readonly errors: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    status: number,
    text: Label,
    options: { errors?: readonly FieldProblem[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(`${code}: ${text.en}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.text = text;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter;
  }
}

interface ErrorOptions {
  readonly values?: Readonly<Record<string, string | number>>;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** Declares the errors of a module: `leadErrors.ALREADY_CONVERTED({ values: { id } })` makes the error to throw. */
export function defineErrors<K extends string>(
  definitions: Readonly<Record<K, ErrorDefinition>>,
): Record<K, (options?: ErrorOptions) => AppError> {
  const made = {} as Record<K, (options?: ErrorOptions) => AppError>;
  for (const code of Object.keys(definitions) as K[]) {
    const definition = definitions[code];
    made[code] = (options = {}) =>
      new AppError(code, definition.status, options.values ? fillLabel(definition.text, options.values) : definition.text, options);
  }
  return made;
}

/** The codes of contract.md section 4 that the platform itself answers with. */
export const errors = defineErrors({
  MALFORMED_JSON: { status: 400, text: label('请求内容不是有效的 JSON', 'The request body is not valid JSON') },
  UNKNOWN_FIELD: { status: 400, text: label('请求里有不认识的字段', 'The request names a field that does not exist') },
  UNKNOWN_OP: { status: 400, text: label('不支持的筛选方式', 'The filter uses an operator that is not supported here') },
  WRONG_TYPE: { status: 400, text: label('请求里有类型不对的值', 'A value in the request has the wrong JSON type') },
  BAD_CURSOR: {
    status: 400,
    text: label('翻页位置已失效，请从第一页重新加载', 'The cursor does not belong to this query; start from the first page'),
  },
  LIMIT_EXCEEDED: { status: 400, text: label('请求超出了限制', 'The request exceeds a limit') },
  UNAUTHENTICATED: { status: 401, text: label('请先登录', 'Please sign in') },
  FORBIDDEN: { status: 403, text: label('您没有权限执行此操作，请联系管理员', 'You are not allowed to do this; ask an administrator') },
  NOT_FOUND: { status: 404, text: label('内容不存在，或您没有查看权限', 'Not found, or not visible to you') },
  METHOD_NOT_ALLOWED: { status: 405, text: label('此地址不支持这种请求方式', 'This address does not support that method') },
  VERSION_CONFLICT: {
    status: 409,
    text: label('这条记录刚被别人改过，请核对后再保存', 'Someone else has just changed this record; compare and save again'),
  },
  DUPLICATE: { status: 409, text: label('已存在相同的值', 'The value is already in use') },
  STATE: { status: 409, text: label('当前状态不允许此操作', 'The current state does not allow this') },
  IN_PROGRESS: { status: 409, text: label('相同的请求正在处理，请稍候', 'The same request is still being processed') },
  PRECONDITION_FAILED: {
    status: 412,
    text: label('这条记录刚被别人改过，请核对后再保存', 'Someone else has just changed this record; compare and save again'),
  },
  TOO_LARGE: { status: 413, text: label('内容太大', 'The content is too large') },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, text: label('不支持的内容类型', 'This content type is not supported') },
  REQUIRED: { status: 422, text: label('有必填项没有填写', 'A required field is missing') },
  INVALID_VALUE: { status: 422, text: label('有字段的值不正确', 'A field has an invalid value') },
  TOO_LONG: { status: 422, text: label('有字段的内容太长', 'A field is too long') },
  LOOKUP_NOT_FOUND: { status: 422, text: label('关联的记录不存在', 'A referenced record does not exist') },
  RULE: { status: 422, text: label('不符合业务规则', 'A business rule refuses this') },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    text: label('同一个幂等键用在了不同的请求上', 'The idempotency key was used with a different request'),
  },
  RATE_LIMITED: { status: 429, text: label('操作太频繁，请稍后再试', 'Too many requests; try again later') },
  UNAVAILABLE: { status: 503, text: label('服务暂时不可用，请稍后再试', 'The service is unavailable for the moment; try again soon') },
});

/** An error that names one field: `fieldError('INVALID_VALUE', 'closeOn', label(...))`. Title and status come from the code. */
export function fieldError(code: keyof typeof errors, field: string, message?: Label): AppError {
  const base = errors[code]();
  return errors[code]({ errors: [{ field, code, message: message ?? base.text }] });
}

/** Several field problems as one error; the first problem's code gives the answer's status and code. */
export function fieldErrors(problems: readonly FieldProblem[]): AppError {
  const first = problems[0];
  const code = first && first.code in errors ? (first.code as keyof typeof errors) : 'RULE';
  return errors[code]({ errors: problems });
}
