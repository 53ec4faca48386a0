import { readActingUser } from '../credentials/index.ts';
import { cleanLine, type FieldProblem, fieldErrors, type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import type { OutboundFault } from '../outbound/index.ts';
import { isEventName } from './match.ts';
import type { Webhook, WebhookInput } from './types.ts';

const urlProblems: Readonly<Partial<Record<OutboundFault, Label>>> = {
  url: label('应为以 http:// 或 https:// 开头的地址，不带用户名和密码', 'Must be an http or https address without user name and password'),
  private: label('不能发往内网或本机地址', 'Addresses of a private network or this machine are not allowed'),
  port: label('不能使用这个端口', 'This port is not allowed'),
};

/** What a webhook comes to: the body over what it was before, checked as a whole. */
export interface WebhookParts {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly objects: readonly string[];
  readonly user: string;
  readonly active: boolean;
}

export async function readWebhook(ctx: Context, input: Partial<WebhookInput>, before?: Webhook): Promise<WebhookParts> {
  const name = cleanLine(input.name ?? before?.name ?? '');
  const url = (input.url ?? before?.url ?? '').trim();
  const events = [...new Set(input.events ?? before?.events ?? [])];
  const objects = [...new Set(input.objects ?? before?.objects ?? [])];
  const problems: FieldProblem[] = [];
  const problem = (field: string, code: string, message: Label) => void problems.push({ field, code, message });
  if (name === '') problem('name', 'REQUIRED', label('请填写名称', 'Enter a name'));
  else if (name.length > 80) problem('name', 'TOO_LONG', label('最多 80 个字', 'At most 80 characters'));
  const fault = url.length > 2000 ? 'url' : ctx.app.outbound.check(url);
  if (fault) problem('url', 'INVALID_VALUE', urlProblems[fault] ?? label('地址不正确', 'The address is not valid'));
  if (events.length === 0) problem('events', 'REQUIRED', label('请至少选择一个事件', 'Choose at least one event'));
  events.forEach((event, index) => {
    if (!isEventName(event))
      problem(
        `events[${index}]`,
        'INVALID_VALUE',
        label('事件写法如 lead.converted、*.created 或 *', 'Write lead.converted, *.created or *'),
      );
  });
  objects.forEach((object, index) => {
    if (!ctx.meta.object(object)) problem(`objects[${index}]`, 'LOOKUP_NOT_FOUND', label('没有这个对象', 'There is no such object'));
  });
  if (problems.length > 0) throw fieldErrors(problems);
  const user =
    before && (input.user === undefined || input.user === before.user.id)
      ? before.user.id
      : await readActingUser(ctx, input.user ?? ctx.user.id);
  return { name, url, events, objects, user, active: input.active ?? before?.active ?? true };
}
