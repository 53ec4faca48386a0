import { Fragment, type KeyboardEvent } from 'react';
import { type FieldMeta, type ObjectMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { typeOf } from '../layout/arrange.ts';
import { type CreateProps, formNotes } from '../module.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { BranchHint } from './BranchHint.tsx';
import { FormField } from './FormField.tsx';
import { headingAt } from './layout.ts';
import { PasteCard } from './PasteCard.tsx';
import { focusField, ProblemList } from './ProblemList.tsx';
import { Twins } from './Twins.tsx';
import { useCreateForm } from './use-create-form.ts';
import { isEmpty } from './values.ts';

/** The form of a new record in its drawer. */
export function CreateForm(props: CreateProps & { readonly meta: ObjectMeta }) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const format = useFormat();
  const { form, meta, values, shown, folded, open, setOpen, problems, listed, round, twins, heads, draft, busy, ...does } =
    useCreateForm(props);
  const { change, fill, hang, leave, save, discard, pass } = does;
  const name = text(meta.label);
  const type = typeOf(meta, values);
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
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => void save(true)} busy={busy}>
            {t('create.saveAndNew')}
          </Button>
          <Button kind="primary" onClick={() => void save(false)} busy={busy} title={keyNames('mod+Enter').join(' ')}>
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
            <Button kind="link" size="xs" onClick={discard}>
              {t('create.discard')}
            </Button>
          </p>
        )}
        <PasteCard meta={meta} onRead={fill} />
        <ProblemList meta={meta} problems={listed} onGo={(field) => focusField(form.current, field)} />
        <Twins meta={meta} values={values} twins={twins} onPass={pass} />
        <BranchHint meta={meta} heads={heads} onChoose={hang} />
        {formNotes(meta.name).map(({ key, load }) => (
          <Lazy key={key} load={load} props={{ values }} />
        ))}
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
