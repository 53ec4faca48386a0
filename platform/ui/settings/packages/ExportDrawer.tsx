import { useState } from 'react';
import { api } from '../../data/api.ts';
import { useTranslation } from '../../i18n/index.ts';
import { downloadText } from '../../list/bulk/run.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Drawer } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { ObjectChoice } from './ObjectChoice.tsx';

/** The company's own configuration, or that of some objects, as a file. */
export function ExportDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('packages');
  const [name, setName] = useState('mycrm');
  const [label, setLabel] = useState('');
  const [version, setVersion] = useState('1.0.0');
  const [range, setRange] = useState<'all' | 'some'>('all');
  const [objects, setObjects] = useState<ReadonlySet<string>>(new Set());
  const [roles, setRoles] = useState(true);
  const [views, setViews] = useState(true);
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const file = await api.post<unknown>('/packages/export', {
      name,
      version,
      label: { zh: label, en: label },
      roles,
      views,
      ...(range === 'some' ? { objects: [...objects] } : {}),
    });
    downloadText(`${name}-${version}.json`, `${JSON.stringify(file, null, 2)}\n`, 'application/json');
    onClose();
  });
  const input = (key: 'label' | 'name' | 'version', text: string, value: string, set: (value: string) => void, hint?: string) => (
    <Field label={text} required error={problem(key)} {...(hint ? { hint } : {})}>
      {(control) => <input className="inp" {...control} maxLength={80} value={value} onChange={(event) => set(event.target.value)} />}
    </Field>
  );
  return (
    <Drawer
      open
      title={t('exportTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" icon="download" busy={busy} disabled={range === 'some' && objects.size === 0} onClick={run}>
            {t('exportNow')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['label', 'name', 'version']} />
        {input('label', t('exportLabel'), label, setLabel)}
        <div className="two">
          {input('name', t('exportName'), name, setName, t('exportNameHint'))}
          {input('version', t('exportVersion'), version, setVersion)}
        </div>
        <Segmented
          label={t('exportWhat')}
          value={range}
          segments={[
            { value: 'all', label: t('exportAll') },
            { value: 'some', label: t('exportSome') },
          ]}
          onChange={setRange}
        />
        {range === 'some' && <ObjectChoice legend={t('exportObjects')} chosen={objects} onChange={setObjects} />}
        <div>
          <Check checked={roles} label={t('exportRoles')} onChange={setRoles} />
          <Check checked={views} label={t('exportViews')} onChange={setViews} />
        </div>
      </form>
    </Drawer>
  );
}
