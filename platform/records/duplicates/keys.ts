import { hash } from 'node:crypto';
import type { MatchCriterion, MatchRule, Values } from '../../module/index.ts';
import { placeOf } from '../../text/company/places.ts';
import { type CompanyName, companyName, fold, mailKey, phoneKey, readUscc } from '../../text/index.ts';
import { stable } from '../save/compare.ts';

/** `branch` and `landline` are kept beside the kinds of criteria: they take matches back (caps, switchboards). */
export interface RecordKey {
  readonly kind: string;
  /** Two quarters of sha256 in the form of an uuid: of what the key stands near, and of the key itself. */
  readonly hash: string;
  /** The text itself where the search for duplicates compares texts. */
  readonly text?: string;
  readonly criterion?: MatchCriterion;
}

/**
 * Keys with the same `anchor` lie side by side in the index, so that the six keys of a new company touch three of its pages and not six:
 * in a table of millions each page is one more that must be read and written. Parts that are equal must have equal anchors.
 */
export function keyHash(parts: readonly unknown[], anchor = parts): string {
  const hex = digest(anchor).slice(0, 16) + digest(parts).slice(0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const digest = (parts: readonly unknown[]) => hash('sha256', JSON.stringify(parts), 'hex');

/** Reads each text of a record once, however many criteria name it. */
class Reader {
  private readonly values: Values;
  private readonly names = new Map<string, CompanyName | null>();

  constructor(values: Values) {
    this.values = values;
  }

  text(field: string | undefined): string | undefined {
    const value = field === undefined ? undefined : this.values[field];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' ? value : stable(value);
  }

  company(field: string | undefined): CompanyName | undefined {
    const text = this.text(field);
    if (field === undefined || text === undefined) return undefined;
    let name = this.names.get(field);
    if (name === undefined) {
      const read = companyName(text);
      // one sign names nobody
      name = Array.from(read.core).length < 2 ? null : read;
      this.names.set(field, name);
    }
    return name ?? undefined;
  }
}

/** The parts whose equality a criterion asks for; undefined when the record says nothing. */
function partsOf({ kind, fields }: MatchCriterion, read: Reader): readonly string[] | undefined {
  const [first, second] = fields;
  switch (kind) {
    case 'uscc': {
      const reading = readUscc(read.text(first) ?? '');
      return reading.isRefused ? undefined : [reading.code];
    }
    case 'company':
      return only(read.company(first)?.full);
    case 'companyCore':
    case 'similarCompany':
      return only(read.company(first)?.core);
    case 'companyRegion': {
      const name = read.company(first);
      return both(name?.core, name?.region ?? placeOf(read.text(second) ?? ''));
    }
    case 'brandPhone': {
      const phone = phoneKey(read.text(second) ?? '');
      return both(read.company(first)?.brand, phone.kind === 'landline' ? phone.key : undefined);
    }
    case 'brandMail':
      return both(read.company(first)?.brand, mailKey(read.text(second) ?? '')?.domain);
    case 'mobile': {
      const phone = phoneKey(read.text(first) ?? '');
      return phone.kind === 'mobile' || phone.kind === 'foreign' ? [phone.key] : undefined;
    }
    case 'email':
      return only(mailKey(read.text(first) ?? '')?.address);
    case 'exact': {
      const texts = fields.map((field) => fold(read.text(field) ?? ''));
      return texts.every((text) => text !== '') ? texts : undefined;
    }
  }
}

/** What the keys of a kind are kept by: the core of the company's name, which every other form of it has in common, or the line. */
function anchorOf(kind: string, parts: readonly string[], read: Reader, field: string | undefined): readonly string[] {
  if (kind === 'brandPhone') return parts.slice(1);
  const core = nearCore.has(kind) ? read.company(field)?.core : undefined;
  return core ? [core] : parts;
}

const nearCore: ReadonlySet<string> = new Set(['company', 'companyCore', 'companyRegion', 'similarCompany']);

/** Under which kind the keys of a criterion are stored: `exact` says of which fields. */
export const storedKind = ({ kind, fields }: MatchCriterion): string => (kind === 'exact' ? `exact:${fields.join('+')}` : kind);

/** What is kept beside the hash: the text to compare, and that a credit code has a wrong check character (it then sets no companies apart). */
function textOf(kind: string, parts: readonly string[]): string | undefined {
  if (kind === 'similarCompany') return parts[0];
  return kind === 'uscc' && readUscc(parts[0] ?? '').hasWrongCheck ? 'check' : undefined;
}

const only = (part: string | null | undefined) => (part ? [part] : undefined);
const both = (a: string | null | undefined, b: string | null | undefined) => (a && b ? [a, b] : undefined);
const named: ReadonlySet<string> = new Set(['company', 'companyCore', 'companyRegion', 'brandPhone', 'brandMail', 'similarCompany']);

/** Everything by which a record may be found to be another one's duplicate. */
export function keysOf(rule: MatchRule, values: Values): RecordKey[] {
  const read = new Reader(values);
  const keys = new Map<string, RecordKey>();
  const add = (key: RecordKey) => {
    const name = `${key.kind} ${key.hash}`;
    if (!keys.has(name)) keys.set(name, key);
  };
  for (const criterion of rule.criteria) {
    const parts = partsOf(criterion, read);
    if (parts) {
      const text = textOf(criterion.kind, parts);
      add({
        kind: storedKind(criterion),
        hash: keyHash(parts, anchorOf(criterion.kind, parts, read, criterion.fields[0])),
        criterion,
        ...(text ? { text } : {}),
      });
    }
    const branch = named.has(criterion.kind) ? read.company(criterion.fields[0])?.branch : undefined;
    if (branch) add({ kind: 'branch', hash: keyHash([branch]) });
    if (criterion.kind === 'brandPhone') {
      const phone = phoneKey(read.text(criterion.fields[1]) ?? '');
      if (phone.kind === 'landline') add({ kind: 'landline', hash: keyHash([phone.key]) });
    }
  }
  return [...keys.values()];
}
