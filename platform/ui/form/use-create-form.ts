import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { randomKey } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, treeOf, useLabel } from '../data/meta.ts';
import { type RecordData, useCreateRecord } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import type { HeadOffice } from '../duplicates/data.ts';
import { useTranslation } from '../i18n/index.ts';
import { useArranged } from '../layout/use-arranged.ts';
import { paths } from '../links.ts';
import type { CreateProps } from '../module.ts';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';
import { withDependents } from './dependent.ts';
import { useDraftedValues } from './drafted-values.ts';
import { doubtfulNumbers, isOnlyWarned, useTwins } from './duplicates.ts';
import { formFields, isAsked } from './layout.ts';
import { focusField } from './ProblemList.tsx';
import { checkAll, countProblems, NO_PROBLEMS, type Problems, problemOf, refusedProblems } from './problems.ts';
import { isEmpty, isWritable, toWireValues } from './values.ts';

/** What is typed into a new record, what is wrong with it, and how it is saved: once, asked again where it may be there already. */
export function useCreateForm({ meta: object, values: given, onClose, onCreated }: CreateProps & { readonly meta: ObjectMeta }) {
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
  const { candidates: twins, branchOf } = useTwins(meta, all, values);
  const [confirmed, setConfirmed] = useState(false);
  const name = text(meta.label);

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
  // only where the form has the field, and the person may write it
  const tree = all.find((field) => field.name === treeOf(meta)?.name && isWritable(field));
  const hang = ({ id, title }: HeadOffice) => {
    if (!tree) return;
    change(tree, { id, title });
    if (folded.includes(tree)) setOpen(true);
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
  const discard = () => {
    reset(given);
    setRound(round + 1);
  };
  return {
    form,
    meta,
    values,
    shown,
    folded,
    open,
    setOpen,
    problems,
    /** What the list above tells: nothing before saving was tried. */
    listed: asked ? problems : NO_PROBLEMS,
    /** Counts beginnings anew: fields are drawn anew with it. */
    round,
    twins,
    /** What it may hang below by its name; none once it does. */
    heads: tree && isEmpty(values[tree.name]) ? branchOf : [],
    draft,
    busy: create.isPending,
    change,
    fill,
    hang,
    leave,
    save,
    discard,
    /** What is likely to be there already was looked at. */
    pass: () => setConfirmed(true),
  };
}
