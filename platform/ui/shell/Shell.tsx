import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { startLive } from '../data/live.ts';
import { useLocal } from '../data/local.ts';
import { useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { commands, slot } from '../module.ts';
import { usePhone } from '../primitives/media.ts';
import { closeCreate, useCreateRequest } from './create.ts';
import { KeyList } from './KeyList.tsx';
import { Lazy } from './lazy.tsx';
import { PhoneBottomBar } from './Phone.tsx';
import { SandboxBanner } from './SandboxBanner.tsx';
import { SideBar } from './SideBar.tsx';
import { TopBar } from './TopBar.tsx';
import { ShellTools } from './tools.ts';
import { ViewAsBanner } from './ViewAsBanner.tsx';
import './shell.css';

/** The frame of the signed-in product: quiet chrome around one white sheet. */
export function Shell() {
  const { t } = useTranslation('shell');
  const { user, tenant, viewAs } = useSession();
  const sandbox = tenant.sandboxOf != null;
  const bar = sandbox || viewAs;
  const navigate = useNavigate();
  const phone = usePhone();
  const [folded, setFolded] = useLocal('side.folded', false);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const sheet = useRef<HTMLElement>(null);
  const create = useCreateRequest();
  const loadPalette = slot('palette');
  const loadCreate = slot('create');

  useEffect(() => startLive(`${tenant.id}:${user.id}`), [tenant.id, user.id]);

  const group = t('keys.anywhere');
  useHotkeys([
    ...(loadPalette ? [{ keys: 'mod+k', label: t('keys.search'), group, inFields: true, run: () => setPalette(true) }] : []),
    { keys: '?', label: t('keys.help'), group, run: () => setHelp(true) },
    ...commands().flatMap((command) =>
      command.keys ? [{ keys: command.keys, run: () => command.run({ go: (to: string) => void navigate({ to }) }) }] : [],
    ),
  ]);

  const tools = { openPalette: loadPalette ? () => setPalette(true) : undefined, openHelp: () => setHelp(true) };
  return (
    <ShellTools value={tools}>
      <div className={`shell${folded ? ' folded' : ''}${phone ? ' phone' : ''}${bar ? ' sandbox' : ''}`}>
        <button type="button" className="skip" onClick={() => sheet.current?.focus()}>
          {t('skip')}
        </button>
        {viewAs ? <ViewAsBanner /> : sandbox && <SandboxBanner />}
        {!phone && <TopBar />}
        {!phone && <SideBar folded={folded} onFold={() => setFolded(!folded)} />}
        <main id="main" ref={sheet} className="sheet" tabIndex={-1} data-scroll-restoration-id="sheet">
          <Outlet />
        </main>
        {phone && <PhoneBottomBar />}
      </div>
      {palette && loadPalette && <Lazy load={loadPalette} props={{ onClose: () => setPalette(false) }} />}
      {create && loadCreate && <Lazy load={loadCreate} props={{ ...create, onClose: closeCreate }} />}
      <KeyList open={help} onClose={() => setHelp(false)} />
    </ShellTools>
  );
}
