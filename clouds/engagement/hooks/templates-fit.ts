import { type FieldProblem, fieldErrors, label } from '@huanke/platform/kernel';
import { defineHook, type Values } from '@huanke/platform/module';
import { readFills, variablesIn } from '../domain/sms-text.ts';

/** What is wrong with a template, before anybody has tried it on a customer. */
function problemsOf(values: Values): FieldProblem[] {
  const [provider, content] = [String(values['provider'] ?? ''), String(values['content'] ?? '')];
  const names = variablesIn(provider, content);
  const { fills, wrong } = readFills(String(values['fills'] ?? ''));
  const problems: FieldProblem[] = [];
  const problem = (field: string, zh: string, en: string) => problems.push({ field, code: 'INVALID_VALUE', message: label(zh, en) });
  if (/[【】[\]]/.test(String(values['signature'] ?? '')))
    problem('signature', '不用写括号，发送时会自动加上【】', 'Leave out the brackets; they are added');
  if (/^\s*【/.test(content)) problem('content', '不含签名，发送时会自动加上', 'Leave out the signature; it is added');
  if (provider === 'tencent' && names.some((name, index) => name !== String(index + 1)))
    problem('content', '腾讯云的变量从 {1} 起按顺序编号', 'Variables are numbered in order from {1}');
  if (wrong.length > 0)
    problem('fills', `第 ${wrong.join('、')} 行看不懂，应为 变量 = {{字段}}`, `Line ${wrong.join(', ')} must be like variable = {{field}}`);
  const unknown = [...fills.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) problem('fills', `内容里没有变量 ${unknown.join('、')}`, `The text has no variable ${unknown.join(', ')}`);
  return problems;
}

export const templatesFit = defineHook({
  name: 'engagement.templatesFit',
  object: 'smsTemplate',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  run(_ctx, changes, reject) {
    for (const [index, { before, values }] of changes.entries()) {
      const problems = problemsOf({ ...before, ...values });
      if (problems.length > 0) reject(index, fieldErrors(problems));
    }
    return undefined;
  },
});
