import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useCan } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type KeptObject, useKept } from './data.ts';
import './protection.css';

const UNTIL: FieldMeta = { name: 'until', type: 'date', label: { zh: '保留到', en: 'Until' } };

interface Row {
  readonly key: number;
  readonly object: string;
  readonly reason: string;
  readonly until: string | null;
}

function KeptRow({
  row,
  index,
  objects,
  problem,
  onChange,
  onRemove,
}: {
  readonly row: Row;
  readonly index: number;
  readonly objects: readonly { readonly name: string; readonly label: string }[];
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (part: Partial<Row>) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const at = (field: string) => problem(`objects[${index}].${field}`);
  return (
    <li>
      <Field label={t('k.object')} required error={at('object')}>
        {(control) => (
          <select className="inp" {...control} value={row.object} onChange={(event) => onChange({ object: event.target.value })}>
            <option value="">{t('k.choose')}</option>
            {objects.map((one) => (
              <option key={one.name} value={one.name}>
                {one.label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('k.reason')} required error={at('reason')} className="kept-why">
        {(control) => (
          <input
            className="inp"
            maxLength={200}
            {...control}
            value={row.reason}
            placeholder={t('k.reasonHint')}
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        )}
      </Field>
      <Field label={text(UNTIL.label)} error={at('until')}>
        {(control) => (
          <FieldEditor
            field={UNTIL}
            id={control.id}
            value={row.until}
            onChange={(next) => onChange({ until: next as string | null })}
            required={false}
            invalid={at('until') !== undefined}
          />
        )}
      </Field>
      <IconButton icon="trash" label={t('k.remove')} onClick={onRemove} />
    </li>
  );
}

let keys = 0;
const rowOf = ({ object, reason, until }: KeptObject): Row => {
  keys += 1;
  return { key: keys, object, reason: reason.zh, until };
};

/** What the company keeps beside what the law names; for who may change the settings. */
function KeptForm({ kept }: { readonly kept: readonly KeptObject[] }) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const [rows, setRows] = useState(() => kept.filter((one) => !one.byLaw).map(rowOf));
  const lawful = new Set(kept.filter((one) => one.byLaw).map((one) => one.object));
  const objects = (useObjects().data ?? [])
    .filter((one) => !lawful.has(one.name) && one.name !== 'user' && one.name !== 'department')
    .map((one) => ({ name: one.name, label: text(one.label) || one.name }));
  const { busy, error, onSubmit, problem } = useSubmit(async () => {
    const body = rows.map(({ object, reason, until }) => ({ object, reason, until }));
    await api.put('/protection/kept', { objects: body });
    await queryClient.invalidateQueries({ queryKey: ['protection', 'kept'] });
    toast.ok(t('x.saved'));
  });
  const change = (key: number, part: Partial<Row>) => setRows((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = () => {
    keys += 1;
    setRows((all) => [...all, { key: keys, object: '', reason: '', until: null }]);
  };
  return (
    <form onSubmit={onSubmit}>
      <FormProblem error={error} fields={rows.map((_, index) => `objects[${index}]`)} />
      {rows.length === 0 && <p className="note">{t('k.none')}</p>}
      <ul className="kept-rows">
        {rows.map((row, index) => (
          <KeptRow
            key={row.key}
            row={row}
            index={index}
            objects={objects}
            problem={problem}
            onChange={(part) => change(row.key, part)}
            onRemove={() => setRows((all) => all.filter((one) => one.key !== row.key))}
          />
        ))}
      </ul>
      <div className="kept-foot">
        <Button onClick={add}>{t('k.add')}</Button>
        <Button kind="primary" type="submit" busy={busy}>
          {t('save', { ns: 'common' })}
        </Button>
      </div>
    </form>
  );
}

/** 依法保留: what stays when a person is erased, why and until when. */
export function KeptPage() {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const can = useCan();
  const kept = useKept();
  const objects = useObjects().data ?? [];
  const nameOf = (object: string) => text(objects.find((one) => one.name === object)?.label) || object;
  const mayChange = can('settings.manage');
  const shown = (kept.data ?? []).filter((one) => one.byLaw || !mayChange);
  return (
    <SettingsFrame page="kept" text={t('k.intro')}>
      {kept.error && <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />}
      {kept.isPending && <Skeleton lines={4} />}
      {shown.length > 0 && (
        <ul className="xr-list">
          {shown.map((one) => (
            <li key={one.object}>
              <div className="xr-body">
                <p>
                  <b>{nameOf(one.object)}</b>
                  {!one.inForce && <Tag small>{t('k.over')}</Tag>}
                </p>
                <p className="note">
                  {text(one.reason)} {one.until && t('keptUntil', { day: one.until })}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {kept.data && mayChange && (
        <>
          <h2 className="h3">{t('k.own')}</h2>
          <KeptForm kept={kept.data} />
        </>
      )}
    </SettingsFrame>
  );
}
