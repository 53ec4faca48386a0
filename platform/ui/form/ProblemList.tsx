import { fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { countProblems, type Problems } from './problems.ts';

/** Goes to the control of a field on the form. */
export function focusField(root: ParentNode | null, name: string): void {
  const place = root?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
  place?.scrollIntoView({ block: 'center' });
  place?.querySelector<HTMLElement>('input,textarea,select,button')?.focus();
}

/** All that must be mended, above the form; each line leads to its field. */
export function ProblemList({
  meta,
  problems,
  onGo,
}: {
  readonly meta: ObjectMeta;
  readonly problems: Problems;
  readonly onGo: (field: string) => void;
}) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const count = countProblems(problems);
  if (count === 0) return null;
  return (
    <div className="alert bad problems" role="alert">
      <Icon name="warn" />
      <div>
        {count > 1 && <b>{t('create.problems', { count })}</b>}
        <ul>
          {problems.form.map((message) => (
            <li key={message}>{message}</li>
          ))}
          {Object.entries(problems.fields).map(([name, message]) => (
            <li key={name}>
              <button type="button" onClick={() => onGo(name)}>
                {t('create.problemField', { field: text(fieldOf(meta, name)?.label ?? { zh: name, en: name }), message })}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
