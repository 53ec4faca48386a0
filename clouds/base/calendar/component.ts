/** A line of an iCalendar file (RFC 5545, 3.1), unfolded. Names are in capitals. */
export interface IcsLine {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: string;
  /** As it stood in the file. */
  readonly raw: string;
}

/** What stands between BEGIN and END. */
export interface IcsComponent {
  readonly name: string;
  readonly lines: IcsLine[];
  readonly parts: IcsComponent[];
}

const namePattern = /^([A-Za-z0-9-]+)/;
const paramPattern = /^;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/;

function readLine(raw: string): IcsLine | undefined {
  const name = namePattern.exec(raw)?.[1];
  if (!name) return undefined;
  const params: Record<string, string> = {};
  let rest = raw.slice(name.length);
  for (let found = paramPattern.exec(rest); found; found = paramPattern.exec(rest)) {
    params[(found[1] ?? '').toUpperCase()] = (found[2] ?? '').replace(/^"(.*)"$/, '$1');
    rest = rest.slice(found[0].length);
  }
  return rest.startsWith(':') ? { name: name.toUpperCase(), params, value: rest.slice(1), raw } : undefined;
}

/** Reads an iCalendar file; undefined for what is none. Lines that can not be read are passed over. */
export function parseComponent(text: string): IcsComponent | undefined {
  const open: IcsComponent[] = [{ name: '', lines: [], parts: [] }];
  const [top] = open;
  for (const raw of text
    .replace(/\r\n|\r/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n')) {
    const line = readLine(raw);
    const at = open.at(-1);
    if (!line || !at) continue;
    if (line.name === 'BEGIN') {
      const part = { name: line.value.trim().toUpperCase(), lines: [], parts: [] };
      at.parts.push(part);
      open.push(part);
    } else if (line.name !== 'END') at.lines.push(line);
    // an END of something else would tear the file apart
    else if (open.length > 1 && at.name === line.value.trim().toUpperCase()) open.pop();
  }
  return open.length === 1 ? top?.parts.find(({ name }) => name === 'VCALENDAR') : undefined;
}

export const lineOf = ({ lines }: IcsComponent, name: string): IcsLine | undefined => lines.find((line) => line.name === name);

/** A component as lines of a file, not yet folded. */
export const linesOf = ({ name, lines, parts }: IcsComponent): string[] => [
  `BEGIN:${name}`,
  ...lines.map(({ raw }) => raw),
  ...parts.flatMap(linesOf),
  `END:${name}`,
];

/** TEXT (3.3.11). */
export const unescaped = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_whole, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
