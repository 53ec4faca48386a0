import { useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { type Criterion, criterionOf, fieldsFor, type MatchAction, PLACES, type Rule, resetRule, saveRule, useRule } from './rule.ts';
import './duplicates.css';

const ACTIONS: readonly MatchAction[] = ['block', 'warn', 'review'];
const NONE: Rule = { active: true, criteria: [] };

/** 查重 in the settings of an object: what counts as the same, how much, and what happens then. */
export function RuleTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { data, error, refetch } = useRule(meta.name);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return <Editor key={JSON.stringify(data)} meta={meta} stored={data.rule ?? NONE} isOwn={data.isOwn} />;
}

function Editor({ meta, stored, isOwn }: { readonly meta: ObjectMeta; readonly stored: Rule; readonly isOwn: boolean }) {
  const { t } = useTranslation('duplicates');
  const [rule, setRule] = useState(stored);
  const isChanged = JSON.stringify(rule) !== JSON.stringify(stored);
  const { busy, error, run } = useSubmit(async () => {
    await saveRule(meta.name, rule);
    toast.ok(t('rule.saved'));
  });
  const reset = () => resetRule(meta.name).catch(toast.error);
  const set = (criteria: readonly Criterion[]) => setRule({ ...rule, criteria });
  const kinds = Object.keys(PLACES).filter((kind) => criterionOf(meta, kind) !== undefined);
  const add = (kind: string) => {
    const made = criterionOf(meta, kind);
    if (made) set([...rule.criteria, made]);
  };
  return (
    <>
      <TabActions>
        {isOwn && !isChanged && (
          <Button icon="undo" onClick={() => void reset()}>
            {t('rule.reset')}
          </Button>
        )}
        <Button kind="primary" busy={busy} disabled={!isChanged || rule.criteria.length === 0} onClick={run}>
          {t('save', { ns: 'common' })}
        </Button>
      </TabActions>
      <p className="sub set-note">{t('rule.text')}</p>
      <FormProblem error={error} fields={[]} />
      <label className="dupswitch">
        <input type="checkbox" checked={rule.active} onChange={(event) => setRule({ ...rule, active: event.target.checked })} />
        <span>{t('rule.active')}</span>
      </label>
      {rule.criteria.length === 0 && <EmptyState small icon="link" title={t('rule.none')} />}
      {rule.criteria.length > 0 && (
        <ul className="duprules">
          {rule.criteria.map((criterion, index) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: criteria have no name; their place is what they are
              key={index}
              meta={meta}
              number={index + 1}
              criterion={criterion}
              onChange={(next) => set(rule.criteria.map((one, at) => (at === index ? next : one)))}
              onRemove={() => set(rule.criteria.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      <select className="inp" aria-label={t('rule.add')} value="" onChange={(event) => add(event.target.value)}>
        <option value="">{t('rule.add')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`rule.kind.${kind}`)}
          </option>
        ))}
      </select>
    </>
  );
}

interface LineProps {
  readonly meta: ObjectMeta;
  readonly number: number;
  readonly criterion: Criterion;
  readonly onChange: (criterion: Criterion) => void;
  readonly onRemove: () => void;
}

function Line({ meta, number, criterion, onChange, onRemove }: LineProps) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const { kind, fields, score, action } = criterion;
  const name = t(`rule.kind.${kind}`);
  const put = (at: number, field: string) => {
    const next = [...fields];
    if (field) next[at] = field;
    else next.splice(at);
    onChange({ ...criterion, fields: next });
  };
  return (
    <li>
      <b>{name}</b>
      <span className="places">
        {(PLACES[kind] ?? []).slice(0, fields.length + 1).map((place, at) => (
          <select
            // biome-ignore lint/suspicious/noArrayIndexKey: the places of a criterion have no other name
            key={`${place}${at}`}
            className="inp"
            aria-label={t('rule.field', { number, at: at + 1 })}
            value={fields[at] ?? ''}
            onChange={(event) => put(at, event.target.value)}
          >
            {place.endsWith('?') && <option value="">{t('rule.noField')}</option>}
            {fieldsFor(meta, place).map((field) => (
              <option key={field.name} value={field.name}>
                {text(field.label)}
              </option>
            ))}
          </select>
        ))}
      </span>
      <label className="score">
        <span>{t('rule.score')}</span>
        <input
          className="inp"
          type="number"
          min={1}
          max={100}
          aria-label={t('rule.scoreOf', { number, name })}
          value={score}
          onChange={(event) => onChange({ ...criterion, score: Math.min(100, Math.max(1, Number(event.target.value) || 1)) })}
        />
      </label>
      <select
        className="inp"
        aria-label={t('rule.actionOf', { number, name })}
        value={action}
        disabled={kind === 'similarCompany'}
        onChange={(event) => onChange({ ...criterion, action: event.target.value as MatchAction })}
      >
        {ACTIONS.map((one) => (
          <option key={one} value={one}>
            {t(`rule.action.${one}`)}
          </option>
        ))}
      </select>
      <IconButton icon="trash" label={t('rule.remove', { number, name })} onClick={onRemove} />
    </li>
  );
}
