import type { FieldType } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { fieldIcon } from '../field-type.ts';
import { isOffered, typeGroups } from './parts.ts';

/** Every type with its sign and a line on what it is for, in groups. */
export function TypePicker({ onPick }: { readonly onPick: (type: FieldType) => void }) {
  const { t } = useTranslation('fields');
  const { t: name } = useTranslation('settings');
  return (
    <div className="type-pick">
      {typeGroups
        .map((group) => ({ ...group, types: group.types.filter(isOffered) }))
        .filter((group) => group.types.length > 0)
        .map((group) => (
          <section key={group.key} aria-label={t(`group_${group.key}`)}>
            <h3>{t(`group_${group.key}`)}</h3>
            <ul>
              {group.types.map((type) => (
                <li key={type}>
                  <button type="button" onClick={() => onPick(type)}>
                    <Icon name={fieldIcon({ type })} />
                    <span>
                      <b>{name(`type.${type}`)}</b>
                      <span className="note">{t(`about_${type}`)}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}
