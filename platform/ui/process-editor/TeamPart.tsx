import { useQuery } from '@tanstack/react-query';
import { shippedTeamRoles } from '../../metadata/process/team-roles.ts';
import { api } from '../data/api.ts';
import { type ObjectMeta, type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';

type Team = NonNullable<Option['team']>;

interface OptionSets {
  readonly items: readonly { readonly name: string; readonly definition: { readonly options: readonly Option[] } }[];
}

const numbers: ReadonlySet<string> = new Set(['number', 'currency', 'percent']);

/** Who must be in the team before a record enters: the roles, and from which figure on they are asked for. */
export function TeamPart({
  meta,
  team,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly team: Team | undefined;
  readonly onChange: (team: Team | undefined) => void;
}) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const { data } = useQuery({
    queryKey: ['meta', 'parts', 'optionSet'],
    queryFn: ({ signal }) => api.get<OptionSets>('/meta/parts/optionSet', { signal }),
  });
  const own = data?.items.find(({ name }) => name === 'teamRole')?.definition.options.filter(({ active }) => active !== false);
  const roles = own ?? shippedTeamRoles;
  const chosen = team?.roles ?? [];
  const toggle = (key: string) => {
    const next = chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key];
    onChange(next.length > 0 ? { ...team, roles: next } : undefined);
  };
  const setAbove = (field: string, value: string) => {
    const { above: _above, ...rest } = team ?? { roles: chosen };
    onChange(field ? { ...rest, above: { field, value } } : rest);
  };
  const fields = meta.fields.filter((field) => !field.system && numbers.has(field.type));
  return (
    <fieldset className="pr-team">
      <legend>{t('team')}</legend>
      <p className="sub">{t('teamText')}</p>
      {roles.map(({ key, label }) => (
        <label key={key} className="row">
          <input type="checkbox" className="cb" checked={chosen.includes(key)} onChange={() => toggle(key)} />
          {text(label)}
        </label>
      ))}
      {chosen.length > 0 && (
        <p className="row">
          <select
            className="inp"
            aria-label={t('teamAbove')}
            value={team?.above?.field ?? ''}
            onChange={(event) => setAbove(event.target.value, team?.above?.value ?? '1000000')}
          >
            <option value="">{t('teamAlways')}</option>
            {fields.map((field) => (
              <option key={field.name} value={field.name}>
                {t('teamAboveOf', { field: text(field.label) })}
              </option>
            ))}
          </select>
          {team?.above && (
            <input
              className="inp num"
              inputMode="decimal"
              aria-label={t('teamValue')}
              value={team.above.value}
              onChange={(event) => setAbove(team.above?.field ?? '', event.target.value)}
            />
          )}
        </p>
      )}
    </fieldset>
  );
}
