import { Link, useParams } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { createPortal } from 'react-dom';
import { useLabel, useObject } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { objectTabs } from '../module.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { SettingsFrame } from './Frame.tsx';
import { ObjectActions } from './ObjectActions.tsx';

const Actions = createContext<HTMLElement | null>(null);

/** Puts a tab's buttons at the right of the row of tabs. */
export function TabActions({ children }: { readonly children: ReactNode }) {
  const place = useContext(Actions);
  return place && createPortal(children, place);
}

/** The settings of one object: what modules offer for it, a tab each. */
export function ObjectSettings() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const { object: name = '', tab: wanted } = useParams({ strict: false }) as { object?: string; tab?: string };
  const { data: meta, error, refetch } = useObject(name);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const tabs = meta ? objectTabs(meta) : [];
  const tab = tabs.find((one) => one.key === wanted) ?? tabs[0];
  return (
    <SettingsFrame
      page="objects"
      wide
      title={meta ? text(meta.label) : ''}
      back="/settings/objects"
      actions={meta && <ObjectActions object={meta} />}
    >
      {error && !meta && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!meta && !error && <Skeleton lines={6} />}
      {meta && (
        <>
          <div className="set-tabs">
            <nav className="tabs" aria-label={t('objects.tabs', { object: text(meta.label) })}>
              {tabs.map((one) => (
                <Link
                  key={one.key}
                  to={`/settings/objects/${meta.name}/${one.key}`}
                  className={one === tab ? 'on' : undefined}
                  {...(one === tab ? { 'aria-current': 'page' as const } : {})}
                >
                  {text(one.label)}
                </Link>
              ))}
            </nav>
            <span className="sp" />
            <div className="row" ref={setPlace} />
          </div>
          <Actions value={place}>{tab && <Lazy key={tab.key} load={tab.load} props={{ object: meta }} small={false} />}</Actions>
        </>
      )}
    </SettingsFrame>
  );
}
