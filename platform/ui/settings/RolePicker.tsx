import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { useRoles } from './people.ts';

/** Which roles somebody holds: a box for each, several count together. */
export function RolePicker({
  value,
  onChange,
  error,
}: {
  readonly value: readonly string[];
  readonly onChange: (roles: readonly string[]) => void;
  readonly error?: string | undefined;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const roles = (useRoles().data ?? []).filter((role) => role.key !== 'portal' || value.includes(role.id));
  return (
    <fieldset className="fld set-roles" aria-invalid={error ? true : undefined}>
      <legend className="lb">{t('users.roles')}</legend>
      {roles.map((role) => (
        <label key={role.id}>
          <input
            type="checkbox"
            className="cb"
            checked={value.includes(role.id)}
            onChange={(event) => onChange(event.target.checked ? [...value, role.id] : value.filter((id) => id !== role.id))}
          />
          <span>
            {text(role.name)}
            {role.system && <span className="sub"> · {t(`roles.about.${role.key}`)}</span>}
          </span>
        </label>
      ))}
      {error && <p className="err">{error}</p>}
    </fieldset>
  );
}
