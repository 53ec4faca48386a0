import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isConnectionError } from '../database/pool.ts';
import { AppError, errors, type FieldProblem, type Label, type Language, label, languageFromHeader, textOf } from '../kernel/index.ts';
import type { Log } from '../module/index.ts';

interface SchemaIssue {
  readonly instancePath?: string;
  readonly keyword?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Schema failures of a route in the terms of contract.md: malformed is 400 and names the property. */
function fromSchema(issues: readonly SchemaIssue[]): AppError {
  const problems = issues.map((issue): FieldProblem => {
    const base = (issue.instancePath ?? '').split('/').filter(Boolean).join('.');
    const at = (name: unknown) => [base, typeof name === 'string' ? name : ''].filter(Boolean).join('.');
    switch (issue.keyword) {
      case 'additionalProperties':
        return {
          field: at(issue.params?.additionalProperty),
          code: 'UNKNOWN_FIELD',
          message: label('没有这个属性', 'There is no such property'),
        };
      case 'required':
        return { field: at(issue.params?.missingProperty), code: 'REQUIRED', message: label('必填', 'Required') };
      case 'maxLength':
        return {
          field: base,
          code: 'TOO_LONG',
          message: label(`最多 ${issue.params?.limit} 个字`, `At most ${issue.params?.limit} characters`),
        };
      case 'maxItems':
      case 'maximum':
      case 'minimum':
        return {
          field: base,
          code: 'LIMIT_EXCEEDED',
          message: label(`超出限制 ${issue.params?.limit}`, `Beyond the limit of ${issue.params?.limit}`),
        };
      case 'type':
        return { field: base || 'body', code: 'WRONG_TYPE', message: label(`应为 ${issue.params?.type}`, `Must be ${issue.params?.type}`) };
      default:
        return { field: base || 'body', code: 'INVALID_VALUE', message: label('值不正确', 'The value is not valid') };
    }
  });
  const code = (problems[0]?.code ?? 'INVALID_VALUE') as keyof typeof errors;
  return errors[code]({ errors: problems });
}

/** Turns whatever was thrown into a refusal the caller may see; undefined for a fault of ours. */
export function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isConnectionError(error)) return errors.UNAVAILABLE({ retryAfter: 2, cause: error });
  const { code, validation, statusCode } = error as Partial<FastifyError> & { validation?: SchemaIssue[] };
  if (validation) return fromSchema(validation);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return errors.TOO_LARGE();
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return errors.UNSUPPORTED_MEDIA_TYPE();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return errors.MALFORMED_JSON();
    case '22P05':
    case '22021':
      return errors.INVALID_VALUE({ cause: error });
    default:
      break;
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new AppError(
      statusCode === 404 ? 'NOT_FOUND' : 'MALFORMED_REQUEST',
      statusCode,
      label('请求不正确', 'The request is malformed'),
      { cause: error },
    );
  return undefined;
}

const fault: Label = label(
  '系统出错了，请稍后再试；如果一直这样，请把追踪编号告诉管理员',
  'Something went wrong; try again, and tell an administrator the trace id if it goes on',
);

/** `errors` of an answer, in the caller's language. */
export function problemList(problems: readonly FieldProblem[], language: Language): unknown[] {
  return problems.map(({ field, code, message, current, by, at, record, position, length }) => ({
    field,
    code,
    message: textOf(message, language),
    ...(current === undefined ? {} : { current }),
    ...(by === undefined ? {} : { by, at }),
    ...(record === undefined ? {} : { record }),
    ...(position === undefined ? {} : { position, length }),
  }));
}

/** The body of `application/problem+json` (RFC 9457), as in contract.md section 4: nothing else goes out. */
export function problemBody(error: AppError | undefined, language: Language, traceId: string): Record<string, unknown> {
  const code = error?.code ?? 'INTERNAL';
  const title = textOf(error?.text ?? fault, language);
  const details = (error?.errors ?? []).map((problem) => textOf(problem.message, language));
  return {
    type: `urn:huanke:error:${code.toLowerCase()}`,
    title,
    status: error?.status ?? 500,
    code,
    detail: details.length > 0 ? [...new Set(details)].slice(0, 3).join('；') : title,
    errors: problemList(error?.errors ?? [], language),
    traceId,
  };
}

/** The language an answer is in: the user's, else Accept-Language, else Chinese. */
export async function languageOf(request: FastifyRequest): Promise<Language> {
  const ctx = await request.resolved?.catch(() => undefined);
  return ctx?.language ?? languageFromHeader(request.headers['accept-language']) ?? 'zh-CN';
}

/** The one place where errors become answers, and where each is logged once: refusals as info, faults as error. */
export function problemHandler(log: Log) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const refusal = toAppError(error);
    const fields = { traceId: request.id, method: request.method, route: request.routeOptions.url, code: refusal?.code ?? 'INTERNAL' };
    // 503 without a cause only says to come again, as while the server starts
    if (refusal && (refusal.status < 500 || (refusal.code === 'UNAVAILABLE' && !refusal.cause))) log.info(fields, 'refused');
    else log.error({ ...fields, error }, 'fault');
    if (refusal?.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter));
    await reply
      .code(refusal?.status ?? 500)
      .type('application/problem+json; charset=utf-8')
      .send(problemBody(refusal, await languageOf(request), request.id));
  };
}
