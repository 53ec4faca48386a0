import { fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { after, contractsOf, named } from '../contracts/facts.ts';
import { tells } from '../contracts/guard.ts';
import { isInForce } from '../contracts/work-out.ts';
import { profilesFor, seenContracts } from './facts.ts';

const texts = {
  entry: label('新建的开票申请从草稿开始；以前开过的票请用导入', 'A new request begins as a draft; import what was invoiced before'),
  moves: label('状态由提交、开票、驳回、作废和红冲改变', 'Its state changes by handing in, issuing, rejecting, cancelling and reversing'),
  kept: label('开票申请已提交，不能再改；要改请先驳回或作废', 'The request was handed in and stays; reject or cancel it to change it'),
  deleted: label('已提交的开票申请不能删除', 'A request that was handed in is not deleted'),
  inForce: label('合同生效后才能开票', 'A contract is invoiced once it is in force'),
  foreign: label('这是别的客户的开票信息', 'This is the billing profile of another account'),
  person: label('个人只能开普票', 'Persons get ordinary invoices only'),
  rate: label('请填写税率', 'Enter the tax rate'),
  title: label(
    '请选择开票信息；客户还没有的，请先在客户页维护',
    'Choose the billing profile; enter it on the page of the account where there is none',
  ),
  taxNo: label('开专票需要税号，请选择有税号的开票信息', 'A special VAT invoice needs a tax number; choose a profile that has one'),
};

/** As long as a request can be changed: it was not handed in, or came back. */
export const isOpen = (request: Values): boolean => request.status === 'draft' || request.status === 'rejected';

/** What stands on an invoice as it is copied, by its field in both. */
const copies = ['invoiceTitle', 'taxNo', 'bank', 'bankAccount', 'address', 'phone'] as const;
/** What was handed in; nobody changes it from then on. */
const kept = ['contract', 'profile', 'kind', 'amount', 'taxRate'] as const;

const state = (field: string, message: Label) => fieldError('STATE', field, message);
const isWritten = ({ before, values }: Change, field: string): boolean =>
  values[field] !== undefined && (values[field] ?? null) !== (before?.[field] ?? null);
const movesTo = (change: Change): unknown => (isWritten(change, 'status') ? change.values.status : undefined);

/** Whether the record may be as the caller wants it, before anything is worked out. */
function refusal(ctx: Context, change: Change, contract: Values): Error | undefined {
  const { before, values, operation } = change;
  if (operation === 'delete') {
    const isBound = before !== undefined && !isOpen(before) && before.status !== 'cancelled';
    return isBound && !change.along && !tells(ctx) ? state('status', texts.deleted) : undefined;
  }
  if (operation === 'restore' || change.merging) return undefined;
  if (!before && !tells(ctx) && values.status !== undefined && values.status !== 'draft') return state('status', texts.entry);
  // a file tells of what was there before; where that stands now is not for the next file to say
  if (before && !ctx.access.system) {
    if (movesTo(change) !== undefined) return state('status', texts.moves);
    const field = isOpen(before) ? undefined : kept.find((name) => isWritten(change, name));
    if (field) return state(field, texts.kept);
  }
  const isNamed = !before || isWritten(change, 'contract') || movesTo(change) === 'submitted';
  return isNamed && !isInForce(contract) ? fieldError('RULE', 'contract', texts.inForce) : undefined;
}

/** What stands on the invoice: of the profile that is chosen, else of the account's current one when the request is made. */
function titled(change: Change, account: unknown, profiles: Awaited<ReturnType<typeof profilesFor>>): Values | Error {
  const isNew = change.operation === 'create' || isWritten(change, 'contract');
  const chosen = isNew ? (change.values.profile ?? undefined) : isWritten(change, 'profile') ? change.values.profile : undefined;
  if (!isNew && chosen === undefined) return {};
  const profile =
    typeof chosen === 'string' ? profiles.named.get(chosen) : chosen === null ? undefined : profiles.current.get(String(account));
  // one that the caller does not see is refused with all other references
  if (typeof chosen === 'string' && !profile) return {};
  if (profile && profile.account !== account) return fieldError('INVALID_VALUE', 'profile', texts.foreign);
  const copied = Object.fromEntries(copies.map((name) => [name, profile?.[name] ?? null]));
  return { profile: profile?.id ?? null, titleKind: profile?.kind ?? null, ...copied };
}

/** What a request has from its contract and its profile while it may change. */
function derivedOf(change: Change, contract: Values, profiles: Awaited<ReturnType<typeof profilesFor>>): Values | Error {
  const title = titled(change, contract.account, profiles);
  if (title instanceof Error) return title;
  const now = { ...change.before, ...change.values, ...title };
  const kind = now.kind ?? (now.titleKind === 'company' && now.taxNo ? 'special' : 'ordinary');
  if (kind === 'special' && now.titleKind === 'person') return fieldError('RULE', 'kind', texts.person);
  return {
    ...title,
    kind,
    account: contract.account ?? null,
    currency: contract.currency ?? null,
    exchangeRate: contract.exchangeRate ?? null,
    taxRate: now.taxRate ?? contract.taxRate ?? null,
  };
}

/** Why a request can not be handed in yet. */
function notWhole({ taxRate, invoiceTitle, kind, taxNo }: Values): Error | undefined {
  if (taxRate === null || taxRate === undefined) return fieldError('REQUIRED', 'taxRate', texts.rate);
  if (!invoiceTitle) return fieldError('REQUIRED', 'profile', texts.title);
  return kind === 'special' && !taxNo ? fieldError('REQUIRED', 'profile', texts.taxNo) : undefined;
}

/**
 * Holds every path to what a request is: it begins as a draft, moves by actions, and stays as it was handed in. What stands on the invoice is a
 * copy of the billing profile from the day it was chosen. Contracts are locked: of two who hand in at once the second sees both. Source: SAL-27, SAL-9.
 */
export const requestGuard = defineHook({
  name: 'sales.invoiceRequestGuard',
  object: 'invoiceRequest',
  stage: 'beforeValidate',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes, reject) {
    await takeTurns(ctx, 'contract', named(changes, 'contract'));
    const contracts = await contractsOf(ctx, named(changes, 'contract'));
    const isNew = (change: Change) => change.operation === 'create' || isWritten(change, 'contract');
    const seen = await seenContracts(ctx, named(changes.filter(isNew), 'contract'));
    const texted = (values: readonly unknown[]) => values.filter((one): one is string => typeof one === 'string');
    const contractOf = (change: Change): Values => contracts.get(String(after(change, 'contract'))) ?? {};
    const profiles = await profilesFor(
      ctx,
      texted(changes.filter((change) => isNew(change) || isWritten(change, 'profile')).map(({ values }) => values.profile)),
      texted(changes.filter((change) => isNew(change) && !change.values.profile).map((change) => contractOf(change).account)),
    );
    return changes.map((change, index): Values | undefined => {
      // a contract the caller does not see tells nothing; the reference itself is refused later
      if (isNew(change) && !seen.has(String(after(change, 'contract')))) return undefined;
      const contract = contractOf(change);
      const isKept = change.merging || change.operation === 'delete' || change.operation === 'restore';
      const derived = isKept || (change.before && !isOpen(change.before)) ? {} : derivedOf(change, contract, profiles);
      const lacking = () =>
        movesTo(change) === 'submitted' && change.before ? notWhole({ ...change.before, ...change.values, ...derived }) : undefined;
      const error = refusal(ctx, change, contract) ?? (derived instanceof Error ? derived : lacking());
      if (error) {
        reject(index, error);
        return undefined;
      }
      return { ...derived, ...(movesTo(change) === 'submitted' ? handedIn(ctx) : {}) };
    });
  },
});

const handedIn = (ctx: Context): Values => ({ submittedBy: ctx.user.id, submittedAt: ctx.clock.now().toISOString(), rejectReason: null });
