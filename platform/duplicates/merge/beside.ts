import type { CardPart, FieldMeta, ObjectMeta, Values } from '../../module/index.ts';
import { fold, mailKey, phoneKey } from '../../text/index.ts';
import type { Party } from './values.ts';

interface Ways {
  readonly parts: readonly CardPart[];
  /** Equal of what is one number or address in two writings. */
  readonly keyOf: (text: string) => string;
  /** Where one more may go, the best place first: a mobile is nobody's work phone. */
  readonly places: (text: string) => readonly CardPart[];
}

const numberOf = (text: string): string => {
  const { key, extension = '' } = phoneKey(text);
  return key === '' ? fold(text) : `${key} ${extension}`;
};

const ways: readonly Ways[] = [
  {
    parts: ['phone', 'workPhone', 'otherPhone'],
    keyOf: numberOf,
    places: (text) => (phoneKey(text).kind === 'landline' ? ['workPhone', 'otherPhone'] : ['otherPhone']),
  },
  { parts: ['email', 'otherEmail'], keyOf: (text) => mailKey(text)?.address ?? fold(text), places: () => ['otherEmail'] },
];

/** How much of a field somebody sees: nothing, a part of what it holds, all. */
const seen = (field: FieldMeta | undefined): number => (field === undefined ? 0 : field.masked ? 1 : 2);

interface Merging {
  /** What the winner takes by field. */
  readonly merged: Values;
  /** Those whose values count first at the beginning. */
  readonly parties: readonly Party[];
  /** Fields the caller has chosen a record for, which may be empty there. */
  readonly chosen: ReadonlyMap<string, unknown>;
}

/**
 * Numbers and addresses that no field of the winner takes, in the fields beside the main ones that are free (`card` of the object says which). What
 * the caller does not see goes nowhere they would see it.
 */
export function keptBeside(meta: ObjectMeta, { merged, parties, chosen }: Merging): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { parts, keyOf, places } of ways) {
    const fieldsOf = (list: readonly CardPart[]) => list.flatMap((part) => meta.card?.[part] ?? []);
    const fields = fieldsOf(parts);
    const texts = (values: Values) => fields.map((name) => [name, values[name]] as const).filter((entry) => typeof entry[1] === 'string');
    const held = new Set(texts(merged).map(([, text]) => keyOf(String(text))));
    for (const [from, value] of parties.flatMap((party) => texts(party.values))) {
      const text = String(value);
      if (held.has(keyOf(text))) continue;
      const free = fieldsOf(places(text)).find(
        (name) => !merged[name] && !kept[name] && !chosen.has(name) && seen(meta.fields.get(name)) <= seen(meta.fields.get(from)),
      );
      if (free === undefined) continue;
      kept[free] = text;
      held.add(keyOf(text));
    }
  }
  return kept;
}
