import type { Draft, Person } from '../data.ts';

/** A letter as its form holds it. */
export interface Writing {
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly { readonly id: string; readonly name: string }[];
}

/** People as one line: `张伟 <zhang@hengrun.cn>, li@yunfan.cn`. */
export const addressesOf = (people: readonly Person[]): string =>
  people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ');

/** The same read again, with the separators people type. */
export function peopleOf(line: string): Person[] {
  return line
    .split(/[,;，；、\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [, name = '', address = part] = /^(.*?)\s*<([^<>]*)>$/.exec(part) ?? [];
      return { name: name.replace(/^"|"$/g, ''), address: address.trim() };
    });
}

export const bodyOf = ({ to, cc, subject, text, files }: Writing) => ({
  to: peopleOf(to),
  cc: peopleOf(cc),
  subject,
  text,
  files: files.map(({ id }) => id),
});

/** A draft does not know the names of its files. */
export const writingOf = ({ to, cc, subject, text, files }: Draft): Writing => ({
  to: addressesOf(to),
  cc: addressesOf(cc),
  subject,
  text,
  files: files.map((id, index) => ({ id, name: `${index + 1}` })),
});
