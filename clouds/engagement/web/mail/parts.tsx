/** `张伟 <zhang@hengrun.cn>` as 张伟, an address without a name as it is. */
export const nameOf = (line: unknown): string => {
  const text = String(line ?? '');
  return /^(.*\S)\s*<[^<>]+>$/.exec(text)?.[1] ?? text;
};

const LONG = 160;

/** What its writer says in a letter, without what is quoted and the signature. */
export function ownWords(content: unknown): string {
  const lines = String(content ?? '').split('\n');
  const signed = lines.findIndex((line) => /^-- ?$/.test(line));
  return (signed < 0 ? lines : lines.slice(0, signed))
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();
}

/** How a letter begins. */
export function Snippet({ content }: { readonly content: unknown }) {
  const own = ownWords(content);
  if (own === '') return null;
  return <p className="q lines">{own.length > LONG ? `${own.slice(0, LONG)}……` : own}</p>;
}
