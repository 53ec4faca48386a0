import { useRouter } from '@tanstack/react-router';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import './import.css';

const STEPS = ['stepUpload', 'stepMap', 'stepRules', 'stepRun'] as const;

/** Title, where one stands, which file, and the way out. */
export function WizardHead({
  title,
  step,
  facts = [],
  object,
}: {
  readonly title: string;
  /** 0 … 3 */
  readonly step: number;
  readonly facts?: readonly string[];
  readonly object?: string | undefined;
}) {
  const { t } = useTranslation('import');
  const router = useRouter();
  usePageTitle(title);
  const leave = () => void router.navigate({ to: object ? paths.list(object) : '/imports' });
  return (
    <>
      <PhoneHead title={title} back={object ? paths.list(object) : '/imports'} />
      <header className="imp-head">
        <h1>{title}</h1>
        <ol className="imp-steps" aria-label={t('steps')}>
          {STEPS.map((name, at) => (
            <li key={name} className={at < step ? 'dn' : undefined} aria-current={at === step ? 'step' : undefined}>
              {at < step ? <Icon name="check" /> : at === step && <Ring size={18} steps={4} done={step + 1} />}
              <span>{t(name)}</span>
            </li>
          ))}
        </ol>
        <span className="sp" />
        {facts.length > 0 && <p className="note ell">{facts.join(' · ')}</p>}
        <IconButton icon="close" label={t('close')} onClick={leave} className="imp-close" />
      </header>
    </>
  );
}
