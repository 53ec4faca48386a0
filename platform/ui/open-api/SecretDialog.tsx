import { useRef } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import type { Secret } from './data.ts';

function SecretLine({ secret }: { readonly secret: Secret }) {
  const { t } = useTranslation('openApi');
  const input = useRef<HTMLInputElement>(null);
  const name = t(`secret.${secret.label}`);
  const copy = () => {
    input.current?.select();
    // Plain http on a company network has no clipboard; the text is selected for Ctrl-C then.
    const done = navigator.clipboard?.writeText(secret.value);
    if (done) done.then(() => toast.ok(t('copied', { ns: 'common' }))).catch(toast.error);
    else toast.info(t('secret.copyByHand'));
  };
  return (
    <Field label={name}>
      {(control) => (
        <span className="api-secret">
          <input ref={input} className="inp" {...control} readOnly value={secret.value} onFocus={(event) => event.target.select()} />
          <IconButton icon="copy" label={t('secret.copy', { name })} onClick={copy} />
        </span>
      )}
    </Field>
  );
}

/** Secrets that have just been made: now, and never again. */
export function SecretDialog({ secrets, onClose }: { readonly secrets: readonly Secret[]; readonly onClose: () => void }) {
  const { t } = useTranslation('openApi');
  return (
    <Dialog
      title={t('secret.title')}
      width={560}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t('close', { ns: 'common' })}
        </Button>
      }
    >
      <div className="set-form">
        <p>{t('secret.text')}</p>
        {secrets.map((secret) => (
          <SecretLine key={secret.label} secret={secret} />
        ))}
      </div>
    </Dialog>
  );
}
