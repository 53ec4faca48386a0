import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { FormProblem, type useSubmit } from './form.tsx';
import './settings.css';

interface FormDrawerProps {
  readonly title: ReactNode;
  readonly submit: ReturnType<typeof useSubmit>;
  /** Fields that show their own problems; what is wrong with others stands above the form. */
  readonly fields: readonly string[];
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a drawer that is saved or left. Enter saves. */
export function FormDrawer({ title, submit, fields, onClose, children }: FormDrawerProps) {
  const { t } = useTranslation('common');
  return (
    <Drawer
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={submit.busy} onClick={submit.run}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form ref={submit.form} className="set-form" noValidate onSubmit={submit.onSubmit}>
        <FormProblem error={submit.error} fields={fields} />
        {children}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Drawer>
  );
}
