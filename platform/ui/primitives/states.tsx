import { Component, type ReactNode } from 'react';
import { ApiError } from '../data/api.ts';
import { say, useTranslation } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';
import { announce } from './live-region.tsx';
import './states.css';

/** Nothing here yet: one sentence what it is for, one thing to do. */
export function EmptyState({
  icon = 'object',
  title,
  text,
  children,
  small = false,
  heading: Heading = 'h2',
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
  readonly small?: boolean;
  /** `h1` where the state is the whole page. */
  readonly heading?: 'h1' | 'h2' | 'h3';
}) {
  return (
    <div className={small ? 'state small' : 'state'}>
      {!small && <Icon name={icon} size={28} />}
      <Heading>{title}</Heading>
      {text && <p>{text}</p>}
      {children && <div className="acts">{children}</div>}
    </div>
  );
}

/** What happened and what to do, in words. The server's own words where it gave some. */
export function explain(error: unknown): { readonly title: string; readonly text: string; readonly code: string } {
  if (!(error instanceof ApiError))
    return {
      title: say('common', 'error.unexpected'),
      text: say('common', 'error.unexpectedHint'),
      code: error instanceof Error ? error.name : '',
    };
  const code = [error.code, error.traceId].filter(Boolean).join(' ');
  if (error.status === 0) return { title: say('common', 'error.offline'), text: say('common', 'error.offlineHint'), code: '' };
  if (error.status === 403)
    return { title: say('common', 'error.forbidden'), text: error.detail || say('common', 'error.forbiddenHint'), code };
  if (error.status === 404)
    return { title: say('common', 'error.notFound'), text: error.detail || say('common', 'error.notFoundHint'), code };
  if (error.status === 503 || error.status === 429)
    return { title: say('common', 'error.busy'), text: error.detail || say('common', 'error.busyHint'), code };
  if (error.status >= 500) return { title: say('common', 'error.unexpected'), text: say('common', 'error.unexpectedHint'), code };
  return {
    title: error.detail || error.message,
    text: error.errors
      .map((problem) => problem.message)
      .filter((text) => text && text !== error.detail)
      .join('；'),
    code,
  };
}

/** 发生了什么 + 怎么办 + 重试, with a small code to copy. The rest of the page lives on. */
export function ErrorState({
  error,
  onRetry,
  small = false,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly small?: boolean;
}) {
  const { t } = useTranslation();
  const { title, text, code } = explain(error);
  const copy = () => void navigator.clipboard?.writeText(code).then(() => announce(t('copied')));
  return (
    <div className={small ? 'state bad small' : 'state bad'} role="alert">
      {!small && <Icon name="warn" size={28} />}
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      <div className="acts">
        {onRetry && (
          <Button icon="refresh" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
        {code && (
          <Button kind="ghost" size="xs" icon="copy" onClick={copy} aria-label={t('copyCode', { code })}>
            <code>{code}</code>
          </Button>
        )}
      </div>
    </div>
  );
}

interface AreaState {
  readonly error: unknown;
}

/** Keeps a fault of one panel from taking the page with it. A class, since React offers error boundaries only so. */
export class ErrorArea extends Component<{ readonly children: ReactNode; readonly small?: boolean }, AreaState> {
  override state: AreaState = { error: null };

  static getDerivedStateFromError(error: unknown): AreaState {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <ErrorState error={error} small={this.props.small ?? false} onRetry={() => this.setState({ error: null })} />;
  }
}
