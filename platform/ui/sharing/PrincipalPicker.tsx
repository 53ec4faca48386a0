import { useState } from 'react';
import type { FieldMeta } from '../data/meta.ts';
import { Chooser } from '../form/editors/Chooser.tsx';
import { useSettled } from '../form/editors/lookup.ts';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import type { FieldControl } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import { Tag } from '../primitives/Tag.tsx';
import { type Principal, type PrincipalKind, useFindPrincipals } from './data.ts';

const FIELD: FieldMeta = { name: 'principal', type: 'user', label: { zh: '共享给', en: 'Share with' } };
const ICONS: Readonly<Record<Exclude<PrincipalKind, 'user'>, IconName>> = { department: 'department', group: 'users', role: 'shield' };

export function PrincipalMark({ principal }: { readonly principal: Pick<Principal, 'kind' | 'title'> }) {
  return principal.kind === 'user' ? <Avatar name={principal.title} /> : <Icon name={ICONS[principal.kind]} className="sub" />;
}

/** People, departments, groups and roles: one, or several as chips. */
export function PrincipalPicker({
  control,
  value,
  onChange,
  many = false,
  kinds,
}: {
  readonly control: FieldControl;
  readonly value: readonly Principal[];
  readonly onChange: (value: readonly Principal[]) => void;
  readonly many?: boolean;
  readonly kinds?: readonly PrincipalKind[];
}) {
  const { t } = useTranslation('sharing');
  const { t: form } = useTranslation('form');
  const [query, setQuery] = useState('');
  const [used, setUsed] = useState(false);
  const text = useSettled(query.trim());
  const { data = [], isFetching } = useFindPrincipals(text, kinds, used);
  const ids = value.map((one) => one.id);
  const first = many ? undefined : value[0];
  const pick = (key: string) => {
    if (many && ids.includes(key)) return onChange(value.filter((one) => one.id !== key));
    const found = data.find((one) => one.id === key);
    if (found) onChange(many ? [...value, found] : [found]);
  };
  return (
    <Chooser
      field={FIELD}
      id={control.id}
      value={null}
      onChange={() => undefined}
      invalid={control['aria-invalid'] === true}
      required={control.required}
      describedBy={control['aria-describedby']}
      many={many}
      choices={data.map((one) => ({
        key: one.id,
        label: one.title,
        sub: one.kind === 'user' ? undefined : t(`kind.${one.kind}`),
        chosen: ids.includes(one.id),
        mark: <PrincipalMark principal={one} />,
      }))}
      text={first?.title ?? ''}
      mark={first ? <PrincipalMark principal={first} /> : undefined}
      onPick={pick}
      onClear={() => onChange(value.slice(0, -1))}
      onQuery={setQuery}
      onOpen={() => setUsed(true)}
      busy={isFetching || text !== query.trim()}
      emptyText={form('noneFound')}
      placeholder={many && value.length > 0 ? undefined : t('pick')}
    >
      {many &&
        value.map((one) => (
          <Tag key={one.id} small>
            <span className="ell">{one.title}</span>
            <button
              type="button"
              aria-label={form('removeOf', { name: one.title })}
              onClick={(event) => {
                event.stopPropagation();
                onChange(value.filter((other) => other.id !== one.id));
              }}
            >
              ×
            </button>
          </Tag>
        ))}
    </Chooser>
  );
}
