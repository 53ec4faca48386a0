import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { FormField } from '../form/FormField.tsx';
import { focusField, ProblemList } from '../form/ProblemList.tsx';
import { countProblems, missingBeside, NO_PROBLEMS, type Problems, problemOf, refusedProblems } from '../form/problems.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog, Drawer } from '../primitives/Drawer.tsx';
import '../form/form.css';

type Values = Readonly<Record<string, unknown>>;

export interface AskedField {
  readonly field: FieldMeta;
  /** Or when it is, by what else is filled in. */
  readonly required: boolean | ((values: Values) => boolean);
  readonly start: unknown;
}

/** Asks for a few fields, in a dialog or (many) in a drawer: gates of a stage, inputs of an action, all fields of a record. */
export function FieldsDialog({
  meta,
  title,
  text,
  fields: given,
  confirm,
  danger = false,
  drawer = false,
  beyond = false,
  aside,
  onSubmit,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly title: string;
  readonly text?: ReactNode;
  readonly fields: readonly AskedField[];
  readonly confirm: string;
  readonly danger?: boolean;
  readonly drawer?: boolean;
  /** Fields of the record that a refusal says are missing are asked for, too. */
  readonly beyond?: boolean;
  /** Stands at the left of the fields (above them on the phone) and may fill them: what there is to choose from. */
  readonly aside?: ((values: Values, fill: (name: string, value: unknown) => void) => ReactNode) | undefined;
  /** Rejects with what the server refused; the dialog shows it and stays. */
  readonly onSubmit: (values: Values) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const [more, setMore] = useState<readonly AskedField[]>([]);
  const fields = [...given, ...more.filter(({ field }) => given.every((one) => one.field.name !== field.name))];
  const [values, setValues] = useState<Values>(() => Object.fromEntries(fields.map(({ field, start }) => [field.name, start])));
  const [problems, setProblems] = useState<Problems>(NO_PROBLEMS);
  const [busy, setBusy] = useState(false);

  const isRequired = (asked: AskedField['required']) => (typeof asked === 'function' ? asked(values) : asked);
  const show = (found: Problems) => {
    setProblems(found);
    const first = fields.find(({ field }) => found.fields[field.name]);
    requestAnimationFrame(() => first && focusField(form.current, first.field.name));
  };
  const fill = (name: string, value: unknown) => {
    setValues((before) => ({ ...before, [name]: value }));
    setProblems((before) => ({ ...before, fields: Object.fromEntries(Object.entries(before.fields).filter(([one]) => one !== name)) }));
  };
  const submit = async () => {
    if (busy) return;
    const found = fields.flatMap(({ field, required }) => {
      const problem = problemOf(field, values[field.name], language, isRequired(required));
      return problem ? [[field.name, problem] as const] : [];
    });
    if (found.length > 0) return show({ fields: Object.fromEntries(found), form: [] });
    setBusy(true);
    setProblems(NO_PROBLEMS);
    try {
      await onSubmit(values);
    } catch (error) {
      const known = fields.map(({ field }) => field);
      const added = beyond ? missingBeside(error, meta, known) : [];
      // what was asked for stays, also what is kept by now and would no longer be missing
      if (beyond) setMore([...fields, ...added.map((field) => ({ field, required: true, start: null }))]);
      show(refusedProblems(error, [...known, ...added]));
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.defaultPrevented) return;
    const isPlain = event.target instanceof HTMLInputElement && !drawer;
    if (!isPlain && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void submit();
  };
  const frame = {
    title,
    onClose,
    footer: (
      <>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void submit()}>
          {confirm}
        </Button>
      </>
    ),
  };
  const beside = aside?.(values, fill);
  const asked = (
    <form
      ref={form}
      className={drawer && fields.length > 8 ? 'cform two' : 'cform'}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      {(countProblems(problems) > 1 || problems.form.length > 0) && (
        <ProblemList meta={meta} problems={problems} onGo={(name) => focusField(form.current, name)} />
      )}
      {fields.map(({ field, required }, index) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name]}
          problem={problems.fields[field.name]}
          required={isRequired(required)}
          record={values}
          autoFocus={index === 0 && !drawer && ['text', 'currency', 'number', 'phone', 'email'].includes(field.type)}
          onChange={(value) => fill(field.name, value)}
        />
      ))}
    </form>
  );
  const content = (
    <>
      {text && <p className="asktext">{text}</p>}
      {beside ? (
        <div className="askbeside">
          <div>{beside}</div>
          {asked}
        </div>
      ) : (
        asked
      )}
    </>
  );
  return drawer ? (
    <Drawer open {...frame}>
      {content}
    </Drawer>
  ) : (
    <Dialog {...frame} width={beside ? 860 : 480}>
      {content}
    </Dialog>
  );
}
