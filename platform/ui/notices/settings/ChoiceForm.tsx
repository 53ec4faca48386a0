import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { announce } from '../../primitives/live-region.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { type ChoiceChange, type Circle, useChoice } from './data.ts';
import { MailTimes } from './MailTimes.tsx';
import { OwnAccounts } from './OwnAccounts.tsx';
import { PushDevices } from './PushDevices.tsx';
import { type PartProps, Section } from './parts.tsx';
import { Quiet } from './Quiet.tsx';
import { saveChoice } from './save-choice.ts';
import { WaysTable } from './WaysTable.tsx';
import './choice.css';

function Following({ view: { choice }, save }: PartProps) {
  const { t } = useTranslation('notices');
  return (
    <Section title={t('choice.follow')}>
      <Check checked={choice.follow.owner} label={t('choice.followOwner')} onChange={(owner) => save({ follow: { owner } })} />
      <Check
        checked={choice.follow.commenter}
        label={t('choice.followCommenter')}
        onChange={(commenter) => save({ follow: { commenter } })}
      />
    </Section>
  );
}

const RESET: ChoiceChange = { ways: null, mail: null, digestHour: null, digestDay: null, quiet: 'company', timeZone: null, follow: null };

/** How one is told, or how people are told by default; every press is saved at once. */
export function ChoiceForm({ circle }: { readonly circle: Circle }) {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = useChoice(circle);
  const save = (change: ChoiceChange) => void saveChoice(circle, change, () => announce(t('choice.saved')));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <div className="set-form">
      {!data.mails && circle === 'me' && (
        <p className="alert">
          <Icon name="info" />
          <span>{t('choice.noMail')}</span>
        </p>
      )}
      <WaysTable view={data} save={save} />
      {circle === 'me' && (
        <Section title={t('push.title')}>
          <PushDevices />
        </Section>
      )}
      {circle === 'me' && <OwnAccounts />}
      <MailTimes view={data} save={save} />
      <Quiet view={data} save={save} circle={circle} />
      <Following view={data} save={save} />
      <Button disabled={Object.keys(data.own).length === 0} onClick={() => save(RESET)}>
        {t(circle === 'me' ? 'choice.reset' : 'choice.resetShipped')}
      </Button>
    </div>
  );
}
