import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { type AssignRule, assignedObjects, assignmentsChanged, channels, rulesPath, type TriggerChannel, useRules } from './data.ts';
import { People } from './People.tsx';
import { RuleDrawer } from './RuleDrawer.tsx';
import { TryBox } from './TryBox.tsx';
import './assignment.css';

/** 设置 › 自动分配: the rules of an object in their order, a box to try them, and what people can carry. */
export function AssignmentPage() {
  const { t } = useTranslation('assignment');
  const text = useLabel();
  const known = useObjects().data ?? [];
  const [object, setObject] = useState<(typeof assignedObjects)[number]>('lead');
  const { data, error, refetch } = useRules(object);
  const rules = data?.items;
  const [open, setOpen] = useState<AssignRule | 'new' | null>(null);
  const segments = assignedObjects.flatMap((value) => {
    const found = known.find((one) => one.name === value);
    return found ? [{ value, label: text(found.label) }] : [];
  });
  return (
    <SettingsFrame
      page="assignment"
      text={t('text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('create')}
        </Button>
      }
    >
      <p>
        <Segmented label={t('object')} value={object} segments={segments} onChange={setObject} />
      </p>
      {error && !rules && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!rules && !error && <Skeleton lines={4} />}
      {rules?.length === 0 && <EmptyState icon="flow" title={t('none')} text={t('noneText')} />}
      {rules && rules.length > 0 && <RuleList object={object} rules={rules} onOpen={setOpen} />}
      {data && data.items.length > 0 && <Triggers object={object} chosen={data.channels} />}
      {rules && rules.length > 0 && <TryBox key={object} object={object} />}
      <People />
      {open && data && (
        <RuleDrawer object={object} rule={open === 'new' ? null : open} methods={data.methods} onClose={() => setOpen(null)} />
      )}
    </SettingsFrame>
  );
}

/** By which ways new records are given out by themselves. */
function Triggers({ object, chosen }: { readonly object: string; readonly chosen: readonly TriggerChannel[] }) {
  const { t } = useTranslation('assignment');
  const toggle = async (one: TriggerChannel) => {
    const next = chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
    try {
      await api.put(`${rulesPath(object)}/channels`, { channels: next });
      await assignmentsChanged();
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <fieldset className="asgtriggers">
      <legend className="lb">{t('triggers')}</legend>
      {channels.map((one) => (
        <Check key={one} checked={chosen.includes(one)} label={t(`channels.${one}`)} onChange={() => void toggle(one)} />
      ))}
    </fieldset>
  );
}

function RuleList({
  object,
  rules,
  onOpen,
}: {
  readonly object: string;
  readonly rules: readonly AssignRule[];
  readonly onOpen: (rule: AssignRule) => void;
}) {
  const { t } = useTranslation('assignment');
  const [dragged, setDragged] = useState<number | null>(null);
  const move = async (from: number, to: number) => {
    if (from === to || to < 0 || to >= rules.length) return;
    const order = rules.map(({ id }) => id);
    order.splice(to, 0, ...order.splice(from, 1));
    try {
      await api.post(`${rulesPath(object)}/order`, { order });
      await assignmentsChanged();
    } catch (error) {
      toast.error(error);
    }
  };
  const remove = async (rule: AssignRule) => {
    const question = {
      title: t('removeTitle', { name: rule.name }),
      text: t('removeText'),
      confirm: t('delete', { ns: 'common' }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await api.delete(`${rulesPath(object)}/${rule.id}`);
      await assignmentsChanged();
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <ol className="asgrules" aria-label={t('rules')}>
      {rules.map((rule, at) => (
        <li
          key={rule.id}
          className="asgrule"
          draggable
          onDragStart={() => setDragged(at)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => dragged !== null && void move(dragged, at)}
        >
          <Icon name="grip" />
          <button type="button" className="open" onClick={() => onOpen(rule)}>
            <b className="ell">{rule.name}</b>
            <span className="note">
              {t(rule.filter ? 'some' : 'all')} · {t(`methods.${rule.method}`)} · {rule.people.map(({ title }) => title).join('、')}
            </span>
          </button>
          {!rule.active && <Tag small>{t('off')}</Tag>}
          <IconButton icon="up" label={t('up', { name: rule.name })} disabled={at === 0} onClick={() => void move(at, at - 1)} />
          <IconButton
            icon="down"
            label={t('down', { name: rule.name })}
            disabled={at === rules.length - 1}
            onClick={() => void move(at, at + 1)}
          />
          <IconButton icon="trash" label={t('remove', { name: rule.name })} onClick={() => void remove(rule)} />
        </li>
      ))}
    </ol>
  );
}
