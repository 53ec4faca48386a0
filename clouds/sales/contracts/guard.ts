import { dayIn, fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { contractErrors } from './errors.ts';
import { after, linesOf, plannedOf } from './facts.ts';
import { contractSettings } from './settings.ts';
import { inStates } from './states.ts';
import { decimal, units } from './work-out.ts';

const texts = {
  kept: label(
    '合同已提交签署，不能再改；要改请先退回草稿',
    'The contract was handed in for signing and stays; send it back to draft to change it',
  ),
  entry: label('新建的合同从草稿开始；以前签的合同请用导入', 'A new contract begins as a draft; import those that were signed before'),
  deleted: label('已提交签署的合同不能删除', 'A contract that was handed in for signing is not deleted'),
  lined: label('金额由合同明细合计得出，请修改合同明细', 'The amount is the sum of the contract lines; change those'),
  priced: label(
    '合同明细是按原币种定的价，请先清空明细再换币种',
    'The lines are priced in the old currency; take them out before it changes',
  ),
  account: label('请先选择客户', 'Choose the account first'),
  amount: label('请先填写合同金额', 'Enter the amount first'),
  file: label('请上传签署文件', 'Attach the signed document'),
  future: label('签订日期不能晚于今天', 'A contract is not signed later than today'),
  handIn: label('请先提交签署，再由另一个人确认', 'Hand the contract in first; somebody else confirms it'),
  confirm: label('你没有确认合同的权限', 'You may not confirm contracts'),
  fileKept: label(
    '合同已提交签署，签署文件只能补充，不能删除或替换；要换请先退回草稿',
    'The contract was handed in for signing: files may be added to the signed document, not taken out; send it back to draft to change it',
  ),
  ended: label('终止日期不能早于签订日期', 'A contract is not terminated before it was signed'),
  reason: label('请填写终止原因', 'Say why it is terminated'),
};

/** What was agreed; nobody changes it once the contract is handed in. */
const agreed = ['account', 'type', 'amount', 'currency', 'signedOn', 'tender'] as const;

const movesTo = ({ before, values }: Change): unknown => (values.status !== before?.status ? values.status : undefined);
const state = (field: string, message: Label) => fieldError('STATE', field, message);

/** Files, other systems and code of ours tell where things stand. */
export const tells = (ctx: Context): boolean => ctx.channel === 'import' || ctx.channel === 'sync' || ctx.access.system === true;

/** Why a contract can not be handed in yet: what it is about must be whole, and its instalments are all of it. A frame is only a ceiling. */
function notWhole(ctx: Context, change: Change, planned: bigint | undefined): Error | undefined {
  const amount = units(after(change, 'amount'));
  if (after(change, 'account') === null) return fieldError('REQUIRED', 'account', texts.account);
  if (amount === 0n) return fieldError('REQUIRED', 'amount', texts.amount);
  const files = after(change, 'signedFile');
  if (contractSettings(ctx).needsFile && !(Array.isArray(files) && files.length > 0))
    return fieldError('REQUIRED', 'signedFile', texts.file);
  if (String(after(change, 'signedOn') ?? '') > dayIn(ctx.tenant.timeZone, ctx.clock.now()))
    return fieldError('INVALID_VALUE', 'signedOn', texts.future);
  if ((planned ?? 0n) === amount || (after(change, 'type') === 'frame' && (planned ?? 0n) <= amount)) return undefined;
  const values = { planned: decimal(planned ?? 0n), amount: decimal(amount) };
  const { text: message } = contractErrors.PLAN_MISMATCH({ values });
  return contractErrors.PLAN_MISMATCH({ values, errors: [{ field: 'amount', code: 'PLAN_MISMATCH', message }] });
}

function notConfirmed(ctx: Context, { before }: Change): Error | undefined {
  if (before?.status === 'completed' || !contractSettings(ctx).secondPerson) return undefined;
  if (before?.status === 'draft') return state('status', texts.handIn);
  if (!ctx.access.can('contract.confirm')) return fieldError('FORBIDDEN', 'status', texts.confirm);
  if (before?.signedBy !== ctx.user.id) return undefined;
  const { text: message } = contractErrors.SECOND_PERSON();
  return contractErrors.SECOND_PERSON({ errors: [{ field: 'status', code: 'SECOND_PERSON', message }] });
}

const filesOf = (value: unknown): string[] => (Array.isArray(value) ? (value as { id: string }[]).map(({ id }) => id) : []);

/** Whether files are taken out of the signed document that the second person looks at. */
function losesFile({ before, values }: Change): boolean {
  if (values.signedFile === undefined) return false;
  const held = filesOf(values.signedFile);
  return filesOf(before?.signedFile).some((id) => !held.includes(id));
}

interface Known {
  readonly planned: ReadonlyMap<string, bigint>;
  readonly lines: ReadonlyMap<string, bigint>;
}

function refusalOfMove(ctx: Context, change: Change, { planned }: Known): Error | undefined {
  const to = movesTo(change);
  const unconfirmed = to === 'active' ? notConfirmed(ctx, change) : undefined;
  if (unconfirmed) return unconfirmed;
  const leavesDraft = change.before?.status === 'draft' && (to === 'signing' || to === 'active');
  const lacking = leavesDraft ? notWhole(ctx, change, planned.get(change.id)) : undefined;
  if (lacking) return lacking;
  if (to === 'terminated' && after(change, 'endReason') === null) return fieldError('REQUIRED', 'endReason', texts.reason);
  const [signed, ended] = [after(change, 'signedOn'), after(change, 'endedOn')];
  return to === 'terminated' && typeof signed === 'string' && typeof ended === 'string' && ended < signed
    ? fieldError('INVALID_VALUE', 'endedOn', texts.ended)
    : undefined;
}

/** What lines say of amount and currency stands; records that are merged can not be refused. */
function refusalOfLines(change: Change, lines: bigint | undefined): Error | undefined {
  if (lines === undefined || change.merging) return undefined;
  const { before, values } = change;
  if (values.currency !== undefined && values.currency !== (before?.currency ?? null)) return fieldError('RULE', 'currency', texts.priced);
  return values.amount !== undefined && units(values.amount) !== lines ? fieldError('RULE', 'amount', texts.lined) : undefined;
}

function refusal(ctx: Context, change: Change, known: Known): Error | undefined {
  const { before, values, operation } = change;
  if (operation === 'delete') return before?.status === 'draft' || change.along || tells(ctx) ? undefined : state('status', texts.deleted);
  if (!before) return values.status === undefined || values.status === 'draft' || tells(ctx) ? undefined : state('status', texts.entry);
  if (change.merging) return undefined;
  const isKept = before.status !== 'draft' && values.status !== 'draft' && !tells(ctx);
  const field = isKept ? agreed.find((name) => values[name] !== undefined && values[name] !== (before[name] ?? null)) : undefined;
  if (field) return state(field, texts.kept);
  if (isKept && losesFile(change)) return state('signedFile', texts.fileKept);
  return refusalOfLines(change, known.lines.get(change.id)) ?? (tells(ctx) ? undefined : refusalOfMove(ctx, change, known));
}

/** What a move brings along: who handed in and confirmed, and the days nobody has said. Who tells where a contract stands tells that, too. */
function broughtBy(ctx: Context, change: Change): Values {
  const to = movesTo(change);
  if (tells(ctx)) return {};
  const [now, today] = [ctx.clock.now().toISOString(), dayIn(ctx.tenant.timeZone, ctx.clock.now())];
  const signedOn = after(change, 'signedOn') ?? today;
  if (to === 'draft') return { signedBy: null, confirmedBy: null, confirmedAt: null };
  if (to === 'signing') return { signedBy: ctx.user.id, signedOn };
  if (to === 'active')
    return { signedOn, ...(change.before?.status === 'completed' ? {} : { confirmedBy: ctx.user.id, confirmedAt: now }) };
  return to === 'terminated' ? { endedOn: after(change, 'endedOn') ?? today } : {};
}

/**
 * Holds every path to what a contract is: it begins as a draft, is handed in whole, confirmed by a second person, and what was agreed stays from
 * then on. Imports and other systems may tell where a contract stands. Source: SAL-24.
 */
export const contractGuard = defineHook({
  name: 'sales.contractGuard',
  object: 'contract',
  stage: 'beforeValidate',
  on: ['create', 'update', 'delete'],
  async run(ctx, written, reject) {
    const changes = written.map((change) => inStates(ctx, change));
    const ids = (which: (change: Change) => boolean) => changes.filter((change) => change.before && which(change)).map(({ id }) => id);
    const known = {
      planned: await plannedOf(
        ctx,
        ids((change) => typeof movesTo(change) === 'string' && change.before?.status === 'draft'),
      ),
      lines: await linesOf(
        ctx,
        ids(({ values }) => values.amount !== undefined || values.currency !== undefined),
      ),
    };
    return changes.map((change, index): Values | undefined => {
      const error = refusal(ctx, change, known);
      if (error) reject(index, error);
      return error || change.operation === 'delete' || movesTo(change) === undefined ? undefined : broughtBy(ctx, change);
    });
  },
});
