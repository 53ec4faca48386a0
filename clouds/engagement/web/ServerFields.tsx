import { Field, useLabel } from '@huanke/platform/ui';
import type { Security } from './data.ts';
import { TextField } from './TextField.tsx';
import { texts } from './texts.ts';

const securities: readonly Security[] = ['tls', 'starttls', 'none'];

export type Servers<K extends 'imap' | 'smtp' = 'imap' | 'smtp'> = {
  readonly [P in `${K}Host`]: string;
} & { readonly [P in `${K}Port`]: number } & { readonly [P in `${K}Security`]: Security };

/** Where mail is read or sent: server, port and encryption. */
export function ServerFields<K extends 'imap' | 'smtp'>({
  kind,
  values,
  set,
  problem,
}: {
  readonly kind: K;
  readonly values: Servers<K>;
  readonly set: (patch: Readonly<Record<string, string | number>>) => void;
  readonly problem: (field: string) => string | undefined;
}) {
  const text = useLabel();
  const all = values as Readonly<Record<string, string | number>>;
  return (
    <fieldset className="fld">
      <legend className="lb">{text(texts.mailbox[kind])}</legend>
      <div className="mail-server">
        <TextField
          label={text(texts.mailbox.host)}
          required
          error={problem(`${kind}Host`)}
          value={all[`${kind}Host`] ?? ''}
          onChange={(value) => set({ [`${kind}Host`]: value })}
        />
        <TextField
          label={text(texts.mailbox.port)}
          type="number"
          error={problem(`${kind}Port`)}
          value={all[`${kind}Port`] ?? ''}
          onChange={(value) => set({ [`${kind}Port`]: Number(value) })}
        />
        <Field label={text(texts.mailbox.security)}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={all[`${kind}Security`]}
              onChange={(event) => set({ [`${kind}Security`]: event.target.value })}
            >
              {securities.map((security) => (
                <option key={security} value={security}>
                  {text(texts.mailbox.securities[security])}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </fieldset>
  );
}
