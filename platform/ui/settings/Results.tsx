import { Link } from '@tanstack/react-router';
import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import { EmptyState } from '../primitives/states.tsx';
import { type Found, foundIcons, foundPath } from './find.ts';
import type { SettingsPage } from './pages.ts';

/** One thing the search of the settings leads to. */
export interface Result {
  readonly id: string;
  readonly group: 'page' | Found['kind'];
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
  readonly to: string;
}

/** Names of settings are for programs; their module says more. */
function noteOf({ kind, name, objectLabel }: Found, text: ReturnType<typeof useLabel>): string {
  if (kind === 'setting') return text(objectLabel);
  return objectLabel ? `${text(objectLabel)} · ${name}` : name;
}

/** Pages first, then what the configuration holds. */
export function useResults(pages: readonly SettingsPage[], found: readonly Found[]): readonly Result[] {
  const text = useLabel();
  return [
    ...pages.map(
      (page): Result => ({
        id: `page-${page.key}`,
        group: 'page',
        icon: page.icon,
        title: text(page.label),
        note: text(page.text),
        to: page.to,
      }),
    ),
    ...found.map(
      (one): Result => ({
        id: `${one.kind}-${one.object}-${one.name}`,
        group: one.kind,
        icon: foundIcons[one.kind],
        title: text(one.label),
        note: noteOf(one, text),
        to: foundPath(one),
      }),
    ),
  ];
}

const GROUPS = ['page', 'setting', 'object', 'field', 'optionSet'] as const;

/** What the words typed lead to, in groups; the arrow keys of the box above go through them. */
export function Results({ results, at }: { readonly results: readonly Result[]; readonly at: number }) {
  const { t } = useTranslation('settings');
  if (results.length === 0) return <EmptyState small icon="search" title={t('noSetting')} text={t('noSettingText')} />;
  return (
    <div className="set-found" id="set-found" role="listbox" aria-label={t('search')}>
      {GROUPS.map((group) => {
        const shown = results.filter((result) => result.group === group);
        if (shown.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a listbox
          <div key={group} role="group" aria-label={t(`found.${group}`)}>
            <p aria-hidden="true">{t(`found.${group}`)}</p>
            {shown.map((result) => (
              <Link
                key={result.id}
                id={result.id}
                to={result.to}
                role="option"
                tabIndex={-1}
                aria-selected={results[at] === result}
                className={results[at] === result ? 'on' : undefined}
              >
                <Icon name={result.icon} />
                <b>{result.title}</b>
                <span className="note ell">{result.note}</span>
              </Link>
            ))}
          </div>
        );
      })}
    </div>
  );
}
