import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectSummary, useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { ScrollBox } from '../primitives/ScrollBox.tsx';
import { FieldRights } from './FieldRights.tsx';
import type { RoleFields } from './field-rights.ts';
import { FormProblem, useSubmit } from './form.tsx';
import { peopleChanged, type Role, type ScopeLevel, type Scopes } from './people.ts';
import {
  type Guarded,
  holds,
  holdsPage,
  isInherited,
  LEVELS,
  levelOf,
  PAGES,
  SCOPE_VERBS,
  VERBS,
  withLevel,
  withPage,
  withRight,
} from './rights.ts';

interface RightsProps {
  readonly permissions: readonly string[];
  readonly objects: readonly ObjectSummary[];
  readonly guarded: Guarded;
  readonly onChange: ((permissions: readonly string[]) => void) | null;
}

/** Objects down, verbs across; a shipped role is shown as it is. */
function Rights({ permissions, objects, guarded, onChange }: RightsProps) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const rows = [
    { name: '*', label: t('roles.everyObject') },
    ...objects.map((object) => ({ name: object.name, label: text(object.label) })),
  ];
  return (
    <ScrollBox className="set-matrix" label={t('roles.rights')}>
      <table>
        <thead>
          <tr>
            <td />
            {VERBS.map((verb) => (
              <th key={verb} scope="col">
                {t(`roles.verb.${verb}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.label}</th>
              {VERBS.map((verb) => (
                <td key={verb}>
                  <input
                    type="checkbox"
                    className="cb"
                    aria-label={`${row.label} ${t(`roles.verb.${verb}`)}`}
                    checked={holds(permissions, row.name, verb, guarded)}
                    disabled={!onChange || isInherited(permissions, row.name, verb, guarded)}
                    onChange={(event) => onChange?.(withRight(permissions, row.name, verb, event.target.checked))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Reach({
  scopes,
  objects,
  onChange,
}: {
  scopes: Scopes;
  objects: readonly ObjectSummary[];
  onChange: ((scopes: Scopes) => void) | null;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const owned = objects.filter((object) => object.access?.owned);
  const [shown, setShown] = useState<readonly string[]>(Object.keys(scopes.objects ?? {}));
  const rows = [
    { name: '*', label: t('roles.byDefault') },
    ...owned.filter((object) => shown.includes(object.name)).map((object) => ({ name: object.name, label: text(object.label) })),
  ];
  const more = owned.filter((object) => !shown.includes(object.name));
  return (
    <>
      <div className="set-reach">
        {rows.map((row) => (
          <fieldset key={row.name}>
            <legend>{row.label}</legend>
            {SCOPE_VERBS.map((verb) => (
              <label key={verb}>
                <span>{t(`roles.verb.${verb}`)}</span>
                <select
                  className="inp"
                  value={levelOf(scopes, row.name, verb) ?? ''}
                  disabled={!onChange}
                  onChange={(event) =>
                    onChange?.(withLevel(scopes, row.name, verb, (event.target.value || undefined) as ScopeLevel | undefined))
                  }
                >
                  {row.name !== '*' && <option value="">{t('roles.asDefault')}</option>}
                  {LEVELS.map((level) => (
                    <option key={level} value={level}>
                      {t(`roles.level.${level}`)}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      {onChange && more.length > 0 && (
        <select
          className="inp set-more"
          aria-label={t('roles.addObject')}
          value=""
          onChange={(event) => setShown([...shown, event.target.value])}
        >
          <option value="">{t('roles.addObject')}</option>
          {more.map((object) => (
            <option key={object.name} value={object.name}>
              {text(object.label)}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** What a role may do and with whose data. Of shipped roles reach and home can differ; own roles are free. */
export function RoleDrawer({
  role,
  kind = role?.kind ?? 'role',
  onClose,
}: {
  readonly role: Role | null;
  /** Of a new one. */
  readonly kind?: Role['kind'];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const [name, setName] = useState(role ? text(role.name) : '');
  const [permissions, setPermissions] = useState<readonly string[]>(role?.permissions ?? (kind === 'set' ? [] : ['*.read']));
  const [scopes, setScopes] = useState<Scopes>(role?.scopes ?? { read: 'own', edit: 'own', delete: 'own', transfer: 'own' });
  const [fields, setFields] = useState<RoleFields>(role?.fields ?? {});
  const [home, setHome] = useState(role?.home ?? 'seller');
  const fixed = role?.key === 'owner' || role?.key === 'admin';
  const own = !role?.system;
  const isSet = kind === 'set';
  const guarded: Guarded = new Set(objects.filter((object) => object.access?.owned === false).map((object) => object.name));
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const body = { ...(own ? { name, permissions } : {}), scopes, fields, ...(isSet ? {} : { home }) };
    if (role) await api.patch(`/roles/${role.id}`, body);
    else await api.post('/roles', { ...body, kind });
    await peopleChanged();
    onClose();
  });
  return (
    <Drawer
      open
      width={720}
      title={role ? text(role.name) : t(isSet ? 'roles.createSet' : 'roles.create')}
      onClose={onClose}
      footer={
        !fixed && (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind="primary" busy={busy} onClick={run}>
              {t('save', { ns: 'common' })}
            </Button>
          </>
        )
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        {role?.system && <p className="sub">{t(fixed ? 'roles.fixed' : 'roles.shipped')}</p>}
        <FormProblem error={error} fields={['name']} />
        {own && (
          <Field label={t('roles.name')} required error={problem('name')}>
            {(control) => (
              <input className="inp" {...control} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
        )}
        <section>
          <h3>{t('roles.reach')}</h3>
          <p className="sub">{t('roles.reachText')}</p>
          <Reach scopes={scopes} objects={objects} onChange={fixed ? null : setScopes} />
        </section>
        <section>
          <h3>{t('roles.rights')}</h3>
          <Rights permissions={permissions} objects={objects} guarded={guarded} onChange={own ? setPermissions : null} />
        </section>
        {!fixed && (
          <section>
            <h3>{t('roles.fields')}</h3>
            <p className="sub">{t(isSet ? 'roles.fieldsOfSet' : 'roles.fieldsText')}</p>
            <FieldRights objects={objects} fields={fields} isSet={isSet} onChange={setFields} />
          </section>
        )}
        <fieldset className="set-roles">
          <legend className="h3">{t('roles.pages')}</legend>
          {PAGES.map((page) => (
            <label key={page}>
              <input
                type="checkbox"
                className="cb"
                disabled={!own}
                checked={holdsPage(permissions, page)}
                onChange={(event) => setPermissions(withPage(permissions, page, event.target.checked))}
              />
              <span>{t(`roles.page.${page.replace('.', '_')}`)}</span>
            </label>
          ))}
        </fieldset>
        {!isSet && (
          <Field label={t('roles.home')}>
            {(control) => (
              <select className="inp" {...control} value={home} disabled={fixed} onChange={(event) => setHome(event.target.value)}>
                {['seller', 'manager'].map((one) => (
                  <option key={one} value={one}>
                    {t(`roles.homes.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Drawer>
  );
}
