import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { type Role, useRoles } from './people.ts';

/** Which roles and permission sets somebody holds: a box for each, several count together. */
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
  const sets = roles.filter((role) => role.kind === 'set');
  const box = (role: Role) => (
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
  );
  return (
    <>
      <fieldset className="fld set-roles" aria-invalid={error ? true : undefined}>
        <legend className="lb">{t('users.roles')}</legend>
        {roles.filter((role) => role.kind === 'role').map(box)}
        {error && <p className="err">{error}</p>}
      </fieldset>
      {sets.length > 0 && (
        <fieldset className="fld set-roles">
          <legend className="lb">{t('roles.sets')}</legend>
          {sets.map(box)}
        </fieldset>
      )}
    </>
  );
}
