import { useNavigate } from '@tanstack/react-router';
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { randomKey } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, useLabel, useObject } from '../data/meta.ts';
import { type RecordData, useCreateRecord } from '../data/records.ts';
import { useFormat, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { creatableTypes, defaultTypeOf, typeOf } from '../layout/arrange.ts';
import { useArranged } from '../layout/use-arranged.ts';
import { paths } from '../links.ts';
import type { CreateProps } from '../module.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { withDependents } from './dependent.ts';
import { dropDraft, readDraft, writeDraft } from './draft.ts';
import { doubtfulNumbers, isOnlyWarned, useTwins } from './duplicates.ts';
import { FormField } from './FormField.tsx';
import { formFields, headingAt, isAsked, startValues } from './layout.ts';
import { PasteCard } from './PasteCard.tsx';
import { focusField, ProblemList } from './ProblemList.tsx';
import { checkAll, countProblems, NO_PROBLEMS, type Problems, problemOf, refusedProblems } from './problems.ts';
import { Twins } from './Twins.tsx';
import { TypeStep } from './TypeStep.tsx';
import { isEmpty, sameValue, toWireValues } from './values.ts';
import './form.css';

type Values = Readonly<Record<string, unknown>>;

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

/** Values with a draft behind them: what the person typed, and what the caller gave wins. */
function useDraftedValues(meta: ObjectMeta, given: Values) {
  const { user } = useSession();
  const mine: Values = meta.access?.owned ? { owner: { id: user.id, title: user.name } } : {};
  const start: Values = { ...mine, ...startValues(meta, given) };
  const [draft, setDraft] = useState(() => readDraft(meta.name));
  const [values, setValues] = useState<Values>(() => ({ ...start, ...draft?.values, ...given }));
  const isChanged = (now: Values) =>
    meta.fields.some((field) => !sameValue(field, start[field.name], now[field.name]) && !isEmpty(now[field.name]));
  useEffect(() => {
    const timer = setTimeout(() => (isChanged(values) ? writeDraft(meta.name, values) : dropDraft(meta.name)), 300);
    return () => clearTimeout(timer);
  });
  const reset = (keep: Values = {}) => {
    dropDraft(meta.name);
    setDraft(null);
    setValues({ ...start, ...keep });
  };
  return { values, setValues, draft: draft && isChanged(draft.values) ? draft : null, reset };
}

function CreateForm({ meta: object, values: given, onClose, onCreated }: CreateProps & { readonly meta: ObjectMeta }) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const format = useFormat();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const idempotency = useRef(randomKey());
  const { values, setValues, draft, reset } = useDraftedValues(object, given);
  const meta = useArranged(object, values);
  const { shown, folded } = formFields(meta);
  const all = [...shown, ...folded];
  const [open, setOpen] = useState(() => folded.some((field) => isAsked(field)));
  const [problems, setProblems] = useState<Problems>(NO_PROBLEMS);
  const [asked, setAsked] = useState(false);
  const [round, setRound] = useState(0);
  const create = useCreateRecord(meta.name);
  const twins = useTwins(meta, all, values);
  const [confirmed, setConfirmed] = useState(false);
  const name = text(meta.label);
  const type = typeOf(meta, values);

  const setProblem = (field: string, problem: string | undefined) =>
    setProblems((before) => {
      const { [field]: _old, ...rest } = before.fields;
      return { ...before, fields: problem ? { ...rest, [field]: problem } : rest };
    });
  const change = (field: FieldMeta, value: unknown) => {
    setValues((before) => ({ ...before, ...withDependents(meta.fields, before, { [field.name]: value }) }));
    if (problems.fields[field.name]) setProblem(field.name, undefined);
  };
  const fill = (read: Readonly<Record<string, string>>) => {
    setValues((before) => ({ ...before, ...Object.fromEntries(Object.entries(read).filter(([name]) => isEmpty(before[name]))) }));
    if (folded.some((field) => read[field.name])) setOpen(true);
    setRound(round + 1);
  };
  // An empty required field is only complained about once saving was tried: going past it is no mistake.
  const leave = (field: FieldMeta) =>
    setProblem(field.name, problemOf(field, values[field.name], format.language, asked && isAsked(field)));
  const showProblems = (found: Problems) => {
    setProblems(found);
    const first = all.find((field) => found.fields[field.name]);
    if (first && folded.includes(first)) setOpen(true);
    // After the list above has been drawn.
    requestAnimationFrame(() => first && focusField(form.current, first.name));
  };
  const done = (record: RecordData, again: boolean) => {
    onCreated?.(record);
    reset(given);
    if (!again) onClose();
    if (again || !onCreated)
      toast.ok(t('create.saved', { object: name }), {
        label: t('create.open'),
        run: () => void navigate({ to: paths.record(meta.name, record.id) }),
      });
    if (!again) return;
    idempotency.current = randomKey();
    setAsked(false);
    setConfirmed(false);
    setProblems(NO_PROBLEMS);
    setRound(round + 1);
  };
  const save = async (again: boolean) => {
    if (create.isPending) return;
    setAsked(true);
    const found = checkAll(meta, all, values, format.language);
    if (countProblems(found) > 0) return showProblems(found);
    setProblems(NO_PROBLEMS);
    if (!(await isSure())) return;
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
    const send = (duplicates: 'ask' | 'confirmed') =>
      create.mutateAsync({ values: toWireValues(meta.fields, filled), key: idempotency.current, duplicates });
    try {
      done(await send(confirmed ? 'confirmed' : 'ask').catch((error: unknown) => askAgain(error, send)), again);
    } catch (error) {
      // A changed form is another request; only an answer that never came is asked for again.
      idempotency.current = randomKey();
      showProblems(refusedProblems(error, all));
    }
  };
  const isSure = async (): Promise<boolean> => {
    const doubtful = doubtfulNumbers(all, values)[0];
    if (!doubtful) return true;
    return confirm({
      title: t('check.title', { ns: 'duplicates', field: text(doubtful.label) }),
      text: t('check.text', { ns: 'duplicates', value: String(values[doubtful.name]) }),
      confirm: t('check.confirm', { ns: 'duplicates' }),
    });
  };
  /** What is only likely to be there already is the person's to decide. */
  const askAgain = async (error: unknown, send: (duplicates: 'confirmed') => Promise<RecordData>): Promise<RecordData> => {
    if (!isOnlyWarned(error)) throw error;
    const text = error.errors.map((problem) => problem.message).join('；');
    if (!(await confirm({ title: t('ask.title', { ns: 'duplicates' }), text, confirm: t('ask.confirm', { ns: 'duplicates' }) })))
      throw error;
    idempotency.current = randomKey();
    setConfirmed(true);
    return send('confirmed');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save(event.shiftKey);
  };
  const fieldsOf = (fields: readonly FieldMeta[], focusFirst: boolean) => {
    const first = focusFirst ? fields.find((field) => isEmpty(values[field.name])) : undefined;
    return fields.map((field, index) => {
      const heading = headingAt(meta, fields, index);
      return (
        <Fragment key={`${round}-${field.name}`}>
          {heading && <h3 className="wide fhead">{text(heading)}</h3>}
          <FormField
            field={field}
            value={values[field.name]}
            problem={problems.fields[field.name]}
            record={values}
            autoFocus={field === first && ['text', 'phone', 'email', 'number', 'currency'].includes(field.type)}
            onChange={(value) => change(field, value)}
            onLeave={() => leave(field)}
          />
        </Fragment>
      );
    });
  };
  const isMany = shown.length + (open ? folded.length : 0) > 8;
  return (
    <Drawer
      open
      title={type ? `${t('create.title', { object: name })} · ${text(type.label)}` : t('create.title', { object: name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => void save(true)} busy={create.isPending}>
            {t('create.saveAndNew')}
          </Button>
          <Button kind="primary" onClick={() => void save(false)} busy={create.isPending} title={keyNames('mod+Enter').join(' ')}>
            {t('create.save')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        className={isMany ? 'cform two' : 'cform'}
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        {draft && (
          <p className="alert draft">
            <Icon name="clock" />
            <span>{t('create.draft', { when: format.relative(draft.at) })}</span>
            <Button
              kind="link"
              size="xs"
              onClick={() => {
                reset(given);
                setRound(round + 1);
              }}
            >
              {t('create.discard')}
            </Button>
          </p>
        )}
        <PasteCard meta={meta} onRead={fill} />
        <ProblemList meta={meta} problems={asked ? problems : NO_PROBLEMS} onGo={(field) => focusField(form.current, field)} />
        <Twins meta={meta} values={values} twins={twins} onPass={() => setConfirmed(true)} />
        {fieldsOf(shown, true)}
        {folded.length > 0 && (
          <Button kind="link" icon={open ? 'up' : 'down'} className="wide fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('create.less') : t('create.more')}
          </Button>
        )}
        {open && fieldsOf(folded, false)}
      </form>
    </Drawer>
  );
}
