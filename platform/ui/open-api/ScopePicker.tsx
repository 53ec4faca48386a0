import { useState } from 'react';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { hasScope, modeOf, type ScopeMode, scopesOf, VERBS, withScope } from './scopes.ts';

/** What a key may do: all its person may, reading, or a chosen list by object and verb. */
export function ScopePicker({
  scopes,
  problem,
  onChange,
}: {
  readonly scopes: readonly string[];
  readonly problem: string | undefined;
  readonly onChange: (scopes: readonly string[]) => void;
}) {
  const { t } = useTranslation('openApi');
  const [mode, setMode] = useState(modeOf(scopes));
  const [chosen, setChosen] = useState<readonly string[]>(mode === 'some' ? scopes : []);
  const change = (next: ScopeMode, list: readonly string[]) => {
    setMode(next);
    setChosen(list);
    onChange(scopesOf(next, list));
  };
  return (
    <fieldset className="api-scopes">
      <legend>{t('scopes.label')}</legend>
      <Segmented
        label={t('scopes.label')}
        value={mode}
        segments={(['read', 'some', 'all'] as const).map((value) => ({ value, label: t(`scopes.${value}`) }))}
        onChange={(next) => change(next, chosen)}
      />
      <p className="sub">{t(`scopes.${mode}Note`)}</p>
      {mode === 'some' && <ScopeTable chosen={chosen} onChange={(list) => change('some', list)} />}
      {problem && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

function ScopeTable({ chosen, onChange }: { readonly chosen: readonly string[]; readonly onChange: (chosen: readonly string[]) => void }) {
  const { t } = useTranslation('openApi');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  return (
    <>
      <div className="set-matrix">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('scopes.object')}</th>
              {VERBS.map((verb) => (
                <th key={verb} scope="col">
                  {t(`scopes.verb.${verb}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {objects.map((object) => (
              <tr key={object.name}>
                <th scope="row">{text(object.label)}</th>
                {VERBS.map((verb) => (
                  <td key={verb}>
                    <input
                      type="checkbox"
                      className="cb"
                      aria-label={`${text(object.label)} ${t(`scopes.verb.${verb}`)}`}
                      checked={hasScope(chosen, object.name, verb)}
                      disabled={verb !== '*' && chosen.includes(`${object.name}.*`)}
                      onChange={(event) => onChange(withScope(chosen, `${object.name}.${verb}`, event.target.checked))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Check
        checked={chosen.includes('events.read')}
        label={t('scopes.events')}
        onChange={(on) => onChange(withScope(chosen, 'events.read', on))}
      />
    </>
  );
}
