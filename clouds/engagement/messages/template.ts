import { AppError, cleanLine, type FieldProblem, fieldError, fieldErrors, label } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import { variablesIn } from '../domain/sms-text.ts';

/** A template as a message needs it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly code: string;
  readonly isMarketing: boolean;
  /** '' where the account's is used. */
  readonly signature: string;
  readonly content: string;
  readonly fills: string;
}

const fields = ['id', 'name', 'provider', 'code', 'kind', 'signature', 'content', 'fills', 'active'];

/** A template that may be used now. @throws field errors naming `template` */
export async function templateOf(ctx: Context, id: string): Promise<Template> {
  const record = await getRecord(ctx, metaOf(ctx, 'smsTemplate'), id, fields).catch((error: unknown) => {
    if (error instanceof AppError && error.status === 404)
      throw fieldError(
        'LOOKUP_NOT_FOUND',
        'template',
        label('模板不存在，或您没有查看权限', 'The template does not exist, or you may not see it'),
      );
    throw error;
  });
  if (record['active'] !== true) throw fieldError('INVALID_VALUE', 'template', label('模板已停用', 'The template is switched off'));
  const text = (name: string) => String(record[name] ?? '');
  return {
    id: text('id'),
    name: text('name'),
    provider: text('provider'),
    code: text('code'),
    isMarketing: record['kind'] === 'marketing',
    signature: text('signature'),
    content: text('content'),
    fills: text('fills'),
  };
}

const longestValue = 200;

/** What fills the variables: one line each. Unknown names are left out. */
export function cleanValues({ provider, content }: Template, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const names = variablesIn(provider, content);
  return Object.fromEntries(
    names.map((name) => [name, typeof values[name] === 'string' ? cleanLine(values[name]).slice(0, longestValue + 1) : '']),
  );
}

/** Refuses what is missing or too long, naming each variable: `values.customer`. */
export function checkValues(values: Readonly<Record<string, string>>): void {
  const problems = Object.entries(values).flatMap(([name, value]): FieldProblem[] => {
    const field = `values.${name}`;
    if (value === '') return [{ field, code: 'REQUIRED', message: label('请填写', 'Enter a text') }];
    if (value.length <= longestValue) return [];
    return [{ field, code: 'TOO_LONG', message: label(`最多 ${longestValue} 个字`, `At most ${longestValue} characters`) }];
  });
  if (problems.length > 0) throw fieldErrors(problems);
}
