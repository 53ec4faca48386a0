import { useState } from 'react';
import { useLabel, useObject } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { creatableTypes, defaultTypeOf } from '../layout/arrange.ts';
import type { CreateProps } from '../module.ts';
import { Drawer } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { CreateForm } from './CreateForm.tsx';
import { TypeStep } from './TypeStep.tsx';
import './form.css';

/** 新建: the essential fields at once, the rest folded; what is typed survives closing. Fills the `create` slot. */
export function CreateDrawer(props: CreateProps) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const { data: meta, error, refetch } = useObject(props.object);
  const [type, setType] = useState<string | undefined>(undefined);
  if (meta?.can?.includes('create')) {
    const types = creatableTypes(meta);
    const chosen = (props.values['recordType'] as string | undefined) ?? type ?? (types.length > 1 ? undefined : defaultTypeOf(meta));
    if (types.length > 1 && !chosen) return <TypeStep meta={meta} onClose={props.onClose} onPick={setType} />;
    const values = chosen ? { ...props.values, recordType: chosen } : props.values;
    return <CreateForm key={meta.name} {...props} values={values} meta={meta} />;
  }
  const name = meta ? text(meta.label) : '';
  return (
    <Drawer open title={t('create.title', { object: name })} onClose={props.onClose}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : meta ? (
        <EmptyState icon="lock" title={t('create.noRight', { object: name })} text={t('create.noRightHint')} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Drawer>
  );
}
