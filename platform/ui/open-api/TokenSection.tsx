import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { openApiChanged, type Secret, type Token, useTokens } from './data.ts';
import { KeyNote } from './KeyNote.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { Section } from './Section.tsx';
import { TokenDrawer } from './TokenDrawer.tsx';
import './open-api.css';

function TokenLine({ token, whose }: { readonly token: Token; readonly whose: boolean }) {
  const { t } = useTranslation('openApi');
  const { name } = token;
  const revoke = async () => {
    const sure = await confirm({
      title: t('tokens.revokeTitle', { name }),
      text: t('tokens.revokeText'),
      confirm: t('tokens.revoke'),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.delete(`/api-tokens/${token.id}`);
      await openApiChanged();
      toast.ok(t('tokens.revoked', { name }));
    } catch (cause) {
      toast.error(cause);
    }
  };
  const isOver = token.expiresAt !== null && Date.parse(token.expiresAt) <= Date.now();
  return (
    <li>
      <Icon name="lock" size={20} />
      <span className="what">
        <b>{name}</b> {isOver && <Tag small>{t('tokens.expired')}</Tag>}
        <KeyNote entry={token} whose={whose} />
      </span>
      <Button size="sm" aria-label={t('tokens.revokeOf', { name })} onClick={() => void revoke()}>
        {t('tokens.revoke')}
      </Button>
    </li>
  );
}

/** Tokens: one's own with a way to make one, or everybody's. */
export function TokenSection({ of }: { readonly of: 'me' | 'all' }) {
  const { t } = useTranslation('openApi');
  const tokens = useTokens(of);
  const [making, setMaking] = useState(false);
  const [secrets, setSecrets] = useState<readonly Secret[]>([]);
  const own = of === 'me';
  return (
    <Section
      id={`api-tokens-${of}`}
      title={t(own ? 'tokens.own' : 'tokens.title')}
      text={t(own ? 'tokens.text' : 'tokens.allText')}
      actions={
        own && (
          <Button size="sm" icon="plus" onClick={() => setMaking(true)}>
            {t('tokens.create')}
          </Button>
        )
      }
    >
      {tokens.error && <ErrorState error={tokens.error} small onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && <p className="sub none">{t('tokens.none')}</p>}
      <ul className="api-list">
        {tokens.data?.map((token) => (
          <TokenLine key={token.id} token={token} whose={!own} />
        ))}
      </ul>
      {making && (
        <TokenDrawer
          onClose={() => setMaking(false)}
          onMade={(value) => {
            setMaking(false);
            setSecrets([{ label: 'token', value }]);
          }}
        />
      )}
      {secrets.length > 0 && <SecretDialog secrets={secrets} onClose={() => setSecrets([])} />}
    </Section>
  );
}
