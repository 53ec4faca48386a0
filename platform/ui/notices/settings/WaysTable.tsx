import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { PartProps } from './parts.tsx';

const WAYS = ['bell', 'mail', 'push', 'app'] as const;
const BELL_ONLY = { bell: true, mail: false, push: false, app: false };

/** Kinds down, ways across. */
export function WaysTable({ view, save }: PartProps) {
  const { t } = useTranslation('notices');
  const text = useLabel();
  const platforms = view.apps.map((name) => t(`name.${name}`, { ns: 'workApps' })).join(t('choice.and'));
  // a column is there for who can be told by it
  const shown = WAYS.filter((way) => way !== 'app' || view.apps.length > 0);
  const nameOf = (way: (typeof WAYS)[number]) => (way === 'app' ? platforms : t(`choice.${way}`));
  return (
    <table className="set-table notice-choices">
      <thead>
        <tr>
          <th scope="col">{t('choice.kind')}</th>
          {shown.map((way) => (
            <th key={way} scope="col">
              {nameOf(way)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.groups.map(({ key, label }) => {
          const ways = view.choice.ways[key] ?? BELL_ONLY;
          return (
            <tr key={key}>
              <th scope="row">{text(label)}</th>
              {shown.map((way) => (
                <td key={way}>
                  <input
                    type="checkbox"
                    className="cb"
                    aria-label={t('choice.way', { kind: text(label), way: nameOf(way) })}
                    checked={ways[way]}
                    onChange={(event) => save({ ways: { [key]: { ...ways, [way]: event.target.checked } } })}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
