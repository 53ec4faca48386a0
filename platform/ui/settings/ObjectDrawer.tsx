import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { type IconName, iconOr } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { FormDrawer } from './FormDrawer.tsx';
import { FieldDrawerName } from './field/FieldDrawerName.tsx';
import { numberPreview } from './field/numbering.ts';
import { bothLanguages } from './field-form.ts';
import { useSubmit } from './form.tsx';

const ICONS: readonly IconName[] = [
  'object',
  'product',
  'account',
  'contact',
  'quote',
  'file',
  'ticket',
  'campaign',
  'target',
  'visit',
  'calendar',
  'flow',
  'shield',
  'star',
  'flag',
  'bolt',
];
const ACCESS = ['private', 'read', 'readWrite'] as const;

/** A new object, or the names, sign and access of one that is there. */
export function ObjectDrawer({ object, onClose }: { readonly object: ObjectMeta | null; readonly onClose: () => void }) {
  const { t } = useTranslation('fields');
  const { t: settings } = useTranslation('settings');
  const go = useNavigate();
  const [zh, setZh] = useState(object?.label.zh ?? '');
  const [en, setEn] = useState(object && object.label.en !== object.label.zh ? object.label.en : '');
  const [name, setName] = useState(object?.name ?? '');
  const [icon, setIcon] = useState<IconName>(iconOr(object?.icon));
  const [title, setTitle] = useState<'text' | 'autoNumber'>('text');
  const [pattern, setPattern] = useState('{YYYY}{MM}-{0000}');
  const [access, setAccess] = useState<string>(object?.access?.default ?? 'private');
  const [navigation, setNavigation] = useState(object?.navigation ?? true);
  const submit = useSubmit(async () => {
    const body = { label: bothLanguages(zh, en), icon, access, navigation };
    if (object) await api.patch(`/meta/objects/${object.name}`, body);
    else await api.post('/meta/objects', { ...body, name, titleField: { type: title, ...(title === 'autoNumber' ? { pattern } : {}) } });
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    onClose();
    if (!object) await go({ to: `/settings/objects/${name}` });
  });
  const { problem } = submit;
  return (
    <FormDrawer
      title={t(object ? 'objectEdit' : 'objectCreate')}
      submit={submit}
      fields={['label', 'name', 'titleField']}
      onClose={onClose}
    >
      <div className="two">
        <Field label={t('objectName')} required error={problem('label')}>
          {(control) => <input className="inp" {...control} maxLength={40} value={zh} onChange={(event) => setZh(event.target.value)} />}
        </Field>
        <Field label={settings('fields.labelEn')} hint={settings('fields.labelEnHint')}>
          {(control) => <input className="inp" {...control} maxLength={80} value={en} onChange={(event) => setEn(event.target.value)} />}
        </Field>
      </div>
      <FieldDrawerName label={zh || en} fixed={object?.name} problem={problem('name')} onChange={setName} />
      <fieldset className="icon-pick">
        <legend>{t('icon')}</legend>
        {ICONS.map((one) => (
          <button key={one} type="button" aria-label={`${t('icon')} ${one}`} aria-pressed={icon === one} onClick={() => setIcon(one)}>
            <Icon name={one} />
          </button>
        ))}
      </fieldset>
      {!object && (
        <>
          <div className="fld">
            <span className="flabel">{t('titleField')}</span>
            <Segmented
              label={t('titleField')}
              value={title}
              segments={[
                { value: 'text', label: t('titleText') },
                { value: 'autoNumber', label: t('titleNumber') },
              ]}
              onChange={setTitle}
            />
            <p className="hint">{t('titleFixed')}</p>
          </div>
          {title === 'autoNumber' && (
            <Field
              label={t('pattern')}
              required
              hint={t('patternPreview', { numbers: numberPreview(pattern, new Date()) })}
              error={problem('titleField')}
            >
              {(control) => (
                <input className="inp" {...control} maxLength={60} value={pattern} onChange={(event) => setPattern(event.target.value)} />
              )}
            </Field>
          )}
        </>
      )}
      <Field label={t('access')} error={problem('access')}>
        {(control) => (
          <select className="inp" {...control} value={access} onChange={(event) => setAccess(event.target.value)}>
            {ACCESS.map((one) => (
              <option key={one} value={one}>
                {t(`access_${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Check checked={navigation} label={t('navigation')} note={t('navigationHint')} onChange={setNavigation} />
    </FormDrawer>
  );
}
