import { companyMark, personMark, tintOf } from './mark.ts';

interface MarkProps {
  readonly name: string;
  readonly size?: number;
}

function tinted(name: string, size: number) {
  const tint = tintOf(name);
  return {
    width: size,
    height: size,
    background: `var(--a${tint})`,
    color: `var(--a${tint}i)`,
    fontSize: Math.max(12, Math.round(size * 0.42)),
  };
}

/** A person. The name stands beside it, so the sign itself is silent. */
export function Avatar({ name, size = 20, src }: MarkProps & { readonly src?: string | null }) {
  return (
    <span className="av" style={tinted(name, size)} aria-hidden="true">
      {src ? <img src={src} alt="" /> : personMark(name)}
    </span>
  );
}

/** A company: the same, square. */
export function AccountMark({ name, size = 20 }: MarkProps) {
  return (
    <span className="av square" style={tinted(name, size)} aria-hidden="true">
      {companyMark(name)}
    </span>
  );
}

/** Sign and name in one line: `<Who name="李娜" />`. */
export function Who({ name, size = 20, company = false }: MarkProps & { readonly company?: boolean }) {
  return (
    <span className="who">
      {company ? <AccountMark name={name} size={size} /> : <Avatar name={name} size={size} />}
      <span>{name}</span>
    </span>
  );
}
