import { type InputHTMLAttributes, useState } from 'react';
import type { ApiError } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { explain } from '../primitives/states.tsx';

/** A password that can be looked at. */
export function PasswordInput(props: InputHTMLAttributes<HTMLInputElement>) {
  const { t } = useTranslation('auth');
  const [shown, setShown] = useState(false);
  return (
    <div className="inp pw">
      <input {...props} type={shown ? 'text' : 'password'} />
      <IconButton icon="eye" label={shown ? t('hidePassword') : t('showPassword')} aria-pressed={shown} onClick={() => setShown(!shown)} />
    </div>
  );
}

/** What the server refused, above the form. */
export function FormFailure({ error }: { readonly error: ApiError | null }) {
  if (!error) return null;
  const { title, text } = error.status === 401 ? { title: error.message, text: '' } : explain(error);
  return (
    <div className="alert bad" role="alert">
      <Icon name="warn" />
      <span>
        {title}
        {text && (
          <>
            <br />
            {text}
          </>
        )}
      </span>
    </div>
  );
}
