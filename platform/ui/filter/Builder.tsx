import { useRef, useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type FieldMeta, type ObjectMeta, textOf } from '../data/meta.ts';
import type { Condition, Filter } from '../data/records.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { ConditionEditor } from './ConditionEditor.tsx';
import { FieldPicker } from './FieldPicker.tsx';
import {
  depthOf,
  type Group,
  type GroupItem,
  type GroupKind,
  isGroup,
  levelLimit,
  mostConditions,
  sizeOf,
  toFilter,
  toGroup,
} from './group.ts';
import { firstCondition } from './operators.ts';

interface FilterBuilderProps {
  readonly meta: ObjectMeta;
  readonly filter: Filter | undefined;
  readonly titleOf: (id: string) => string | undefined;
  readonly onClose: () => void;
  readonly onApply: (filter: Filter | undefined) => void;
}

/** 高级: groups of and, or, not. */
export function FilterBuilder({ meta, filter, titleOf, onClose, onApply }: FilterBuilderProps) {
  const { t } = useTranslation('filter');
  const [group, setGroup] = useState<Group>(() => toGroup(filter));
  const tooMany = sizeOf(group) > mostConditions || depthOf(group) > levelLimit;
  return (
    <Drawer
      open
      title={t('builder.title')}
      onClose={onClose}
      footer={
        <>
          {tooMany && <span className="sp alert bad">{t('builder.tooMany')}</span>}
          <Button onClick={() => setGroup({ kind: 'and', items: [] })}>{t('clear')}</Button>
          <Button
            kind="primary"
            disabled={tooMany}
            onClick={() => {
              onApply(toFilter(group));
              onClose();
            }}
          >
            {t('apply')}
          </Button>
        </>
      }
    >
      <div className="build">
        <GroupBox meta={meta} group={group} level={1} titleOf={titleOf} onChange={setGroup} />
      </div>
    </Drawer>
  );
}

interface GroupBoxProps {
  readonly meta: ObjectMeta;
  readonly group: Group;
  readonly level: number;
  readonly titleOf: (id: string) => string | undefined;
  readonly onChange: (group: Group) => void;
  readonly onRemove?: () => void;
  /** The filter is stored: only these fields of the object itself, and nothing that depends on the day or on who looks. */
  readonly kept?: { readonly accept: (field: FieldMeta) => boolean } | undefined;
}

export function GroupBox({ meta, group, level, titleOf, onChange, onRemove, kept }: GroupBoxProps) {
  const { t } = useTranslation('filter');
  const add = useRef<HTMLButtonElement>(null);
  const [picking, setPicking] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const names = group.items.flatMap((item) => (isGroup(item) ? [] : [item.field]));
  const known = useFields(meta, picking ? [...names, picking] : names);
  const fields = kept ? new Map([...known].map(([name, field]) => [name, { ...field, kept: true }])) : known;
  // A field behind a lookup is known a moment after it was chosen.
  const field = picking ? fields.get(picking) : undefined;
  const set = (index: number, item: GroupItem | null) => {
    const items = [...group.items];
    if (item) items[index] = item;
    else items.splice(index, 1);
    onChange({ ...group, items });
  };
  if (picking && field) {
    setPicking(null);
    onChange({ ...group, items: [...group.items, firstCondition(field)] });
  }
  return (
    <fieldset className="bgroup">
      <header>
        <select
          className="inp"
          aria-label={t('builder.match')}
          value={group.kind}
          onChange={(event) => onChange({ ...group, kind: event.target.value as GroupKind })}
        >
          {(['and', 'or', 'not'] as const).map((kind) => (
            <option key={kind} value={kind}>
              {t(`builder.${kind}`)}
            </option>
          ))}
        </select>
        <span className="sub">{t('builder.match')}</span>
        <span className="sp" />
        {onRemove && <IconButton icon="close" label={t('builder.removeGroup')} onClick={onRemove} />}
      </header>
      {group.items.map((item, index) =>
        isGroup(item) ? (
          <GroupBox
            // biome-ignore lint/suspicious/noArrayIndexKey: items are told apart by their place
            key={index}
            meta={meta}
            group={item}
            level={level + 1}
            titleOf={titleOf}
            kept={kept}
            onChange={(next) => set(index, next)}
            onRemove={() => set(index, null)}
          />
        ) : (
          <ConditionLine
            // biome-ignore lint/suspicious/noArrayIndexKey: items are told apart by their place
            key={`${index}-${item.field}`}
            field={fields.get(item.field)}
            condition={item}
            titleOf={titleOf}
            onChange={(next) => set(index, next)}
          />
        ),
      )}
      <div className="row">
        <Button ref={add} size="sm" icon="plus" aria-haspopup="dialog" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
          {t('builder.addCondition')}
        </Button>
        {level < levelLimit && (
          <Button
            size="sm"
            kind="ghost"
            onClick={() => onChange({ ...group, items: [...group.items, { kind: group.kind === 'or' ? 'and' : 'or', items: [] }] })}
          >
            {t('builder.addGroup')}
          </Button>
        )}
      </div>
      {choosing && (
        <Popover anchor={add.current} label={t('builder.field')} className="fpop" onClose={() => setChoosing(false)}>
          <FieldPicker
            meta={meta}
            {...(kept ? { accept: kept.accept, levels: 0 as const } : {})}
            onPick={(name) => {
              setChoosing(false);
              setPicking(name);
            }}
          />
        </Popover>
      )}
    </fieldset>
  );
}

function ConditionLine({
  field,
  condition,
  titleOf,
  onChange,
}: {
  readonly field: FieldMeta | undefined;
  readonly condition: Condition;
  readonly titleOf: (id: string) => string | undefined;
  readonly onChange: (condition: Condition | null) => void;
}) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const name = field ? textOf(field.label, language) : condition.field;
  return (
    <div className="bcond">
      <b className="bfield">{name}</b>
      {field && <ConditionEditor field={field} condition={condition} onChange={onChange} titleOf={titleOf} autoFocus={false} />}
      <button type="button" className="ib" aria-label={`${t('builder.removeCondition')} ${name}`} onClick={() => onChange(null)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
