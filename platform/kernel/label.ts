/** A text in both languages of the product. zh-CN is written first, by a native ear; English is complete. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

export type Language = 'zh-CN' | 'en';

/** `label('客户', 'Account')`: the one way to write a text a person will read. */
export function label(zh: string, en: string): Label {
  return { zh, en };
}

export function textOf(text: Label, language: Language): string {
  return language === 'en' ? text.en : text.zh;
}

/** Fills `{name}` places of a label. Values are inserted as they are; they are shown as text, never as markup. */
export function fillLabel(text: Label, values: Readonly<Record<string, string | number>>): Label {
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
  return { zh: fill(text.zh), en: fill(text.en) };
}

/** The first language of an Accept-Language header that the product speaks, or undefined. */
export function languageFromHeader(header: string | undefined): Language | undefined {
  if (!header) return undefined;
  for (const part of header.slice(0, 200).split(',')) {
    const tag = part.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return undefined;
}
