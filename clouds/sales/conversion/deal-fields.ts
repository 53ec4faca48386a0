import { type FieldProblem, fieldErrors, label } from '@huanke/platform/kernel';
import type { Context, Values } from '@huanke/platform/module';

const texts = {
  name: label('请填写商机名称', 'Give the opportunity a name'),
  closeOn: label('请填写预计成交日期', 'Give the expected close date'),
  worth: label('请填写预计金额或意向产品', 'Give the amount or the product of interest'),
};

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/**
 * Throws 422 naming every input that a deal made of a lead lacks: name, expected close date, and an amount or a product (SAL-8). What the
 * mapping brings counts. Nobody is asked for what they may not write.
 */
export function checkDeal(ctx: Context, values: Values, mayWrite: (target: string) => boolean): void {
  const fields = ctx.meta.object('opportunity')?.fields;
  const isAsked = (name: string) => fields?.has(name) === true && mayWrite(`opportunity.${name}`);
  const problems: FieldProblem[] = [];
  const ask = (field: string, message: FieldProblem['message']) => problems.push({ field, code: 'REQUIRED', message });
  if (isEmpty(values['name']) && isAsked('name')) ask('opportunityName', texts.name);
  if (isEmpty(values['closeOn']) && isAsked('closeOn')) ask('closeOn', texts.closeOn);
  const worth = ['amount', 'product'];
  const open = worth.find(isAsked);
  if (open && worth.every((name) => isEmpty(values[name]))) ask(open, texts.worth);
  if (problems.length > 0) throw fieldErrors(problems);
}
