import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { creatableTypes } from '../layout/arrange.ts';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';

/** 新建 of an object with several record types: which one first, since it decides what is asked. */
export function TypeStep({
  meta,
  onClose,
  onPick,
}: {
  readonly meta: ObjectMeta;
  readonly onClose: () => void;
  readonly onPick: (type: string) => void;
}) {
  const { t } = useTranslation('form');
  const text = useLabel();
  return (
    <Drawer open title={t('create.title', { object: text(meta.label) })} onClose={onClose}>
      <p className="asktext">{t('create.chooseType')}</p>
      <ul className="typestep">
        {creatableTypes(meta).map((type) => (
          <li key={type.name}>
            <button type="button" className="card" onClick={() => onPick(type.name)} {...(type.isDefault ? { 'data-autofocus': '' } : {})}>
              <span>
                <b>{text(type.label)}</b>
                {type.help && <small>{text(type.help)}</small>}
              </span>
              {type.isDefault && <Tag small>{t('create.defaultType')}</Tag>}
              <Icon name="right" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
