import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { toast } from '../primitives/Toast.tsx';
import { addLines } from '../settings/field/options.ts';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { isLive, processFields, stepwise, withoutStage, withRule } from './draft.ts';
import { GateDrawer } from './GateDrawer.tsx';
import { MoveMatrix } from './MoveMatrix.tsx';
import { RetireDialog } from './RetireDialog.tsx';
import { StageTable } from './StageTable.tsx';
import { refreshMeta, useOverview, useProcess } from './use-process.ts';
import './process.css';

/** 阶段流程: which field, for which type of records; its stages, moves and gates. */
export function ProcessTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const fields = processFields(meta);
  const [chosen, setChosen] = useState(fields[0]?.name ?? '');
  const [type, setType] = useState('');
  const field = fields.find((one) => one.name === chosen) ?? fields[0];
  if (!field) return null;
  const types = meta.recordTypes ?? [];
  return (
    <>
      <p className="sub set-note">{t('intro')}</p>
      <div className="pr-which">
        <label>
          <span>{t('field')}</span>
          <select className="inp" value={field.name} onChange={(event) => setChosen(event.target.value)}>
            {fields.map((one) => (
              <option key={one.name} value={one.name}>
                {text(one.label)}
              </option>
            ))}
          </select>
        </label>
        {types.length > 0 && (
          <label>
            <span>{t('type')}</span>
            <select className="inp" value={type} onChange={(event) => setType(event.target.value)}>
              <option value="">{t('allTypes')}</option>
              {types.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.rules?.[field.name] ? t('typeOwn', { name: text(one.label) }) : text(one.label)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Editor key={`${field.name} ${type}`} meta={meta} field={field} typeName={type} />
    </>
  );
}

function Editor({ meta, field, typeName }: { readonly meta: ObjectMeta; readonly field: FieldMeta; readonly typeName: string }) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const overview = useOverview(meta.name, field.name);
  const process = useProcess(meta, field, typeName);
  const { stages, type, isOwn } = process;
  const [gate, setGate] = useState<string | null>(null);
  const [retiring, setRetiring] = useState<Option | null>(null);
  const [name, setName] = useState('');
  const known = new Set((field.options ?? []).map((option) => option.key));
  const { busy, error, run } = useSubmit(async () => {
    await process.save();
    toast.ok(t('saved'));
  });
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (cause) {
      toast.error(cause);
    }
  };
  const add = () => {
    const added = addLines(stages, name).slice(stages.length);
    if (added.length === 0) return;
    process.change([...stages, ...added.map((option) => (field.type === 'stage' ? { ...option, category: 'open' as const } : option))]);
    setName('');
  };
  const retired = (option: Option) => stages.map((one) => (one.key === option.key ? { ...one, active: false } : one));
  const retire = (option: Option) => {
    if ((overview?.counts[option.key] ?? 0) > 0) return setRetiring(option);
    process.change(retired(option));
  };
  const moveOut = (option: Option, to: Option) =>
    attempt(async () => {
      await process.save(retired(option));
      await api.post(`/meta/objects/${meta.name}/fields/${field.name}/replaceOption`, { from: option.key, to: to.key });
      setRetiring(null);
      toast.ok(t('moving', { name: text(to.label) }));
      setTimeout(() => void refreshMeta(), 1500);
    });
  const reset = async () => {
    if (await confirm({ title: t('resetTitle'), text: t('resetText'), confirm: t('reset'), danger: true })) await attempt(process.reset);
  };
  const ofDeals = (name: string) => (field.type === 'stage' ? meta.fields.find((one) => one.name === name) : undefined);
  const gated = stages.find((option) => option.key === gate);
  return (
    <>
      <TabActions>
        {!type && overview?.changed && !process.isChanged && (
          <Button icon="undo" onClick={() => void reset()}>
            {t('reset')}
          </Button>
        )}
        {process.isChanged && <Button onClick={process.drop}>{t('drop')}</Button>}
        <Button kind="primary" busy={busy} disabled={!process.isChanged} onClick={run}>
          {t('save', { ns: 'common' })}
        </Button>
      </TabActions>
      <FormProblem error={error} fields={[]} />
      {type && (
        <p className="alert pr-own">
          <Icon name="info" />
          <span>{t(isOwn ? 'ownText' : 'sharedText', { name: text(type.label) })}</span>
          <Button size="sm" onClick={() => void attempt(() => process.setOwn(!isOwn))}>
            {t(isOwn ? 'ownOff' : 'ownOn')}
          </Button>
        </p>
      )}
      <section aria-labelledby="pr-stages">
        <h2 id="pr-stages">{t('stages')}</h2>
        <StageTable
          stages={stages}
          isStage={field.type === 'stage'}
          chance={ofDeals('probability')}
          forecast={ofDeals('forecastCategory')}
          rulesOnly={type !== undefined}
          readOnly={!isOwn}
          known={known}
          counts={overview?.counts}
          onChange={process.change}
          onGate={setGate}
          onRetire={retire}
          onRemove={(option) => process.change(withoutStage(stages, option.key))}
        />
        {!type && (
          <form
            className="pr-add"
            onSubmit={(event) => {
              event.preventDefault();
              add();
            }}
          >
            <input
              className="inp"
              aria-label={t('newStage')}
              placeholder={t('newStage')}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" icon="plus" disabled={!name.trim()}>
              {t('addStage')}
            </Button>
          </form>
        )}
      </section>
      <section aria-labelledby="pr-moves">
        <header className="pr-head">
          <h2 id="pr-moves">{t('moves')}</h2>
          {isOwn && (
            <span className="row">
              <Button size="sm" kind="ghost" onClick={() => process.change(stages.map((option) => withRule(option, 'next', undefined)))}>
                {t('free')}
              </Button>
              {field.type === 'stage' && (
                <Button size="sm" kind="ghost" onClick={() => process.change(stepwise(stages))}>
                  {t('stepwise')}
                </Button>
              )}
            </span>
          )}
        </header>
        <p className="note">{t('movesText')}</p>
        <MoveMatrix stages={stages} readOnly={!isOwn} onChange={process.change} />
      </section>
      {gated && (
        <GateDrawer
          meta={meta}
          field={field}
          stage={gated}
          onChange={(next) => process.change(stages.map((option) => (option.key === next.key ? next : option)))}
          onClose={() => setGate(null)}
        />
      )}
      {retiring && (
        <RetireDialog
          stage={retiring}
          count={overview?.counts[retiring.key] ?? 0}
          others={stages.filter((option) => isLive(option) && option.key !== retiring.key && known.has(option.key))}
          onRetire={() => {
            process.change(retired(retiring));
            setRetiring(null);
          }}
          onMove={(to) => moveOut(retiring, to)}
          onClose={() => setRetiring(null)}
        />
      )}
    </>
  );
}
