import { type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { isLive, mayGo, toggleMove } from './draft.ts';

/** From each stage (row) to each other (column): may a record go there? */
export function MoveMatrix({
  stages,
  readOnly,
  onChange,
}: {
  readonly stages: readonly Option[];
  readonly readOnly: boolean;
  readonly onChange: (stages: readonly Option[]) => void;
}) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const live = stages.filter(isLive);
  return (
    <div className="set-matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('fromTo')}</th>
            {live.map((to) => (
              <th key={to.key} scope="col">
                {text(to.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {live.map((from) => (
            <tr key={from.key}>
              <th scope="row">{text(from.label)}</th>
              {live.map((to) => (
                <td key={to.key}>
                  {from.key === to.key ? (
                    <span className="sub" aria-hidden="true">
                      —
                    </span>
                  ) : (
                    <input
                      type="checkbox"
                      className="cb"
                      disabled={readOnly}
                      aria-label={t('moveOf', { from: text(from.label), to: text(to.label) })}
                      checked={mayGo(from, to.key)}
                      onChange={() => onChange(toggleMove(stages, from.key, to.key))}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
