import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type Label, type Option, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { EmptyState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from './Frame.tsx';
import { FieldDrawerName } from './field/FieldDrawerName.tsx';
import { OptionsEditor } from './field/OptionsEditor.tsx';
import { replaced } from './field/options.ts';
import { ReplaceOption } from './field/ReplaceOption.tsx';
import { bothLanguages } from './field-form.ts';
import { FormProblem, useSubmit } from './form.tsx';

interface OptionSet {
  readonly name: string;
  readonly definition: { readonly label: Label; readonly options: readonly Option[] };
}

function SetDrawer({ set, onClose }: { readonly set: OptionSet | null; readonly onClose: () => void }) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const [label, setLabel] = useState(set ? text(set.definition.label) : '');
  const [name, setName] = useState(set?.name ?? '');
  const [options, setOptions] = useState<readonly Option[]>(set?.definition.options ?? []);
  const [replacing, setReplacing] = useState<Option | null>(null);
  const usage = useQuery({
    queryKey: ['meta', 'optionSetUsage', set?.name],
    queryFn: () => api.get<{ fields: { object: string; field: string }[] }>(`/meta/optionSets/${set?.name}/usage`),
    enabled: set !== null,
  }).data?.fields;
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    await api.put(`/meta/parts/optionSet/${name}`, {
      label: set && text(set.definition.label) === label ? set.definition.label : bothLanguages(label, ''),
      options,
    });
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    onClose();
  });
  return (
    <Drawer
      open
      title={set ? text(set.definition.label) : t('setCreate')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('save', { ns: 'common' })}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['label', 'name']} />
        <Field label={t('setName')} required error={problem('label')}>
          {(control) => (
            <input className="inp" {...control} maxLength={80} value={label} onChange={(event) => setLabel(event.target.value)} />
          )}
        </Field>
        <FieldDrawerName label={label} fixed={set?.name} problem={problem('name')} onChange={setName} />
        <fieldset className="opt-field">
          <legend>{t('options')}</legend>
          <OptionsEditor
            options={options}
            known={new Set(set?.definition.options.map((option) => option.key) ?? [])}
            onChange={setOptions}
            onReplace={set ? setReplacing : undefined}
          />
        </fieldset>
        {set && usage && (
          <p className="sub">
            {usage.length > 0 ? t('setUsed', { fields: usage.map((use) => `${use.object}.${use.field}`).join('、') }) : t('setUnused')}
          </p>
        )}
      </form>
      {replacing && set && (
        <ReplaceOption
          url={`/meta/optionSets/${set.name}/replaceOption`}
          option={replacing}
          options={set.definition.options}
          onClose={(to) => {
            if (to !== undefined) setOptions((before) => replaced(before, replacing.key, false));
            setReplacing(null);
          }}
        />
      )}
    </Drawer>
  );
}

/** Options that picklists of several objects share. */
export function OptionSetsPage() {
  const { t } = useTranslation('fields');
  const { t: settings } = useTranslation('settings');
  const text = useLabel();
  const [open, setOpen] = useState<OptionSet | 'new' | null>(null);
  const sets = useQuery({ queryKey: ['meta', 'optionSets'], queryFn: () => api.get<{ items: OptionSet[] }>('/meta/parts/optionSet') }).data
    ?.items;
  const remove = async (set: OptionSet) => {
    try {
      await api.delete(`/meta/parts/optionSet/${set.name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <SettingsFrame
      page="optionSets"
      text={t('setsText')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('setCreate')}
        </Button>
      }
    >
      {sets?.length === 0 && <EmptyState icon="tag" title={t('setNone')} text={t('setNoneText')} />}
      <ul className="set-cards">
        {sets?.map((set) => (
          <li key={set.name} className="card">
            <button type="button" className="main line" onClick={() => setOpen(set)}>
              <Icon name="tag" size={20} />
              <span>
                <b>{text(set.definition.label)}</b>
                <span className="note">{t('setOptions', { count: set.definition.options.length })}</span>
              </span>
            </button>
            <IconButton icon="trash" label={`${settings('delete')} ${text(set.definition.label)}`} onClick={() => void remove(set)} />
          </li>
        ))}
      </ul>
      {open && <SetDrawer set={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}
