import { label, parseDecimal } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, partsOf } from '@huanke/platform/module';

/** What a company may set for its accounts. */
export interface AccountSettings {
  /** Whether levels are set by rule every night. */
  readonly levelByRule: boolean;
  /** Won in the last 12 months, in the company's currency, from which on an account is A, B or C; below it is D. */
  readonly levelA: string;
  readonly levelB: string;
  readonly levelC: string;
  /** Days without activity or won deal after which an account is dormant. */
  readonly dormantDays: number;
  /** Whether sums say that there is a part the reader does not see. */
  readonly hiddenNote: boolean;
}

/** 180 days and the note are those of SAL-9; the thresholds are ours. */
export const shippedSettings: AccountSettings = {
  levelByRule: true,
  levelA: '1000000',
  levelB: '300000',
  levelC: '50000',
  dormantDays: 180,
  hiddenNote: true,
};

const kind = 'accountSettings';
const name = 'accounts';
const order = label('门槛应为 A ≥ B ≥ C', 'Thresholds must be A ≥ B ≥ C');

export const accountSettings = (ctx: Pick<Context, 'meta'>): AccountSettings => ({
  ...shippedSettings,
  ...partsOf<Partial<AccountSettings>>(ctx.meta, kind).find((part) => part.name === name)?.definition,
});

/** `PUT /meta/parts/accountSettings/accounts` {levelByRule?, levelA?, levelB?, levelC?, dormantDays?, hiddenNote?}; what is left out is as shipped. */
export const accountSettingsKind = definePartKind<Partial<AccountSettings>>({
  kind,
  label: label('客户规则', 'Rules for accounts'),
  of: 'tenant',
  loaded: true,
  read(_ctx, place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(Object.keys(shippedSettings)));
    if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
    const made = {
      levelByRule: reader.boolean('levelByRule'),
      levelA: readAmount(reader, 'levelA'),
      levelB: readAmount(reader, 'levelB'),
      levelC: readAmount(reader, 'levelC'),
      dormantDays: reader.integer('dormantDays', 1, 3650),
      hiddenNote: reader.boolean('hiddenNote'),
    };
    const given = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
    const whole: AccountSettings = { ...shippedSettings, ...given };
    const [a, b, c] = [whole.levelA, whole.levelB, whole.levelC].map((amount) => parseDecimal(amount, 2));
    if (typeof a === 'bigint' && typeof b === 'bigint' && typeof c === 'bigint' && !(a >= b && b >= c))
      reader.problem('levelA', 'INVALID_VALUE', order);
    reader.finish();
    return given;
  },
});

function readAmount(reader: BodyReader, field: 'levelA' | 'levelB' | 'levelC'): string | undefined {
  const raw = reader.raw(field);
  if (raw === undefined || raw === null) return undefined;
  const value = typeof raw === 'number' ? String(raw) : raw;
  const read = typeof value === 'string' ? parseDecimal(value, 2) : 'invalid';
  if (typeof value === 'string' && typeof read === 'bigint' && read >= 0n) return value.trim();
  return reader.problem(field, 'INVALID_VALUE', label('应为不小于 0 的金额', 'Must be an amount of 0 or more'));
}
