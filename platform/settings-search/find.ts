import type { Label } from '../kernel/index.ts';
import { mayEditMetadata, type OptionSet } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { matches, type SearchText } from '../text/index.ts';

/** Something of the configuration that a name leads to. */
export interface Found {
  readonly kind: 'object' | 'field' | 'optionSet' | 'setting';
  /** Of a setting the kind of its part. */
  readonly object: string;
  readonly name: string;
  readonly label: Label;
  readonly objectLabel?: Label;
}

interface Candidate extends Found {
  /** Its own names first; what stands after `own` only narrows. */
  readonly texts: readonly SearchText[];
  readonly own: number;
}

const most = 8;
const named = (label: Label): SearchText[] => [
  { text: label.zh, kind: 'name' },
  { text: label.en, kind: 'name' },
];

function candidates(ctx: Context): Candidate[] {
  const objects = ctx.meta.objects.map((object): Candidate => {
    const texts: SearchText[] = [...named(object.label), { text: object.name, kind: 'code' }];
    return { kind: 'object', object: object.name, name: object.name, label: object.label, texts, own: texts.length };
  });
  const fields = ctx.meta.objects.flatMap((object) =>
    [...object.fields.values()]
      .filter((field) => !field.system)
      .map((field): Candidate => {
        const own: SearchText[] = [...named(field.label), { text: field.name, kind: 'code' }];
        const texts = [...own, ...named(object.label)];
        return {
          kind: 'field',
          object: object.name,
          name: field.name,
          label: field.label,
          objectLabel: object.label,
          texts,
          own: own.length,
        };
      }),
  );
  const sets = (ctx.meta.parts.get('optionSet') ?? []).map(({ name, definition }): Candidate => {
    const set = definition as OptionSet;
    const texts: SearchText[] = [
      ...named(set.label),
      { text: name, kind: 'code' },
      ...set.options.flatMap((option) => named(option.label)),
    ];
    return { kind: 'optionSet', object: '', name, label: set.label, texts, own: texts.length };
  });
  return [...objects, ...fields, ...sets, ...settingCandidates(ctx)];
}

/** Settings of modules; the kind itself stands before its settings, with an empty name. */
function settingCandidates(ctx: Context): Candidate[] {
  return [...ctx.app.registry.parts.values()].flatMap(({ kind, label, settings }) => {
    if (!settings) return [];
    const whole: SearchText[] = [...named(label), ...named(settings.text), { text: kind, kind: 'code' }];
    const each = Object.entries(settings.fields).map(([name, field]): Candidate => {
      const own: SearchText[] = [...named(field.label), { text: name, kind: 'code' }];
      return {
        kind: 'setting',
        object: kind,
        name,
        label: field.label,
        objectLabel: label,
        texts: [...own, ...named(label)],
        own: own.length,
      };
    });
    return [{ kind: 'setting', object: kind, name: '', label, texts: whole, own: whole.length }, ...each];
  });
}

/** Objects, fields, option sets and settings of modules by their names in either language, by pinyin or initials, or by API name; `客户 电话` narrows by object. */
export function findInConfiguration(ctx: Context, query: string): Found[] {
  mayEditMetadata(ctx);
  const asked = query.trim();
  if (!asked) return [];
  const found = candidates(ctx).flatMap((candidate) => {
    const match = matches(asked, candidate.texts);
    const isOwn = match?.hits.slice(0, candidate.own).some((ranges) => ranges.length > 0);
    return match && isOwn ? [{ candidate, score: match.score }] : [];
  });
  const ranked = found.sort((a, b) => b.score - a.score);
  return (['object', 'field', 'optionSet', 'setting'] as const).flatMap((kind) =>
    ranked
      .filter(({ candidate }) => candidate.kind === kind)
      .slice(0, most)
      .map(({ candidate: { texts: _texts, own: _own, ...rest } }) => rest),
  );
}
