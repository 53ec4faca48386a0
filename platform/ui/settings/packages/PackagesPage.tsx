import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../data/api.ts';
import { type Label, useLabel } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { SettingsFrame } from '../Frame.tsx';
import { type InstalledPackage, type Pack, packagesQuery } from './data.ts';
import { ExportDrawer } from './ExportDrawer.tsx';
import { type Offer, PreviewDrawer } from './PreviewDrawer.tsx';
import { UsageDialog } from './UsageDialog.tsx';
import './packages.css';

const offerOf = (pack: Pack): Offer => ({ ...pack, source: { pack: pack.name } });

/** What a chosen file says of itself; what is wrong with it the preview tells. */
async function offerFrom(file: File): Promise<Offer | null> {
  try {
    const body = JSON.parse(await file.text()) as { label?: Label; description?: Label; version?: string };
    const label = body.label?.zh ? { zh: String(body.label.zh), en: String(body.label.en) } : { zh: file.name, en: file.name };
    return { source: { package: body }, label, description: body.description ?? null, version: String(body.version ?? ''), examples: 0 };
  } catch {
    return null;
  }
}

function PackCard({ pack, onLook }: { readonly pack: Pack; readonly onLook: () => void }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const fields = pack.objects.reduce((sum, object) => sum + object.fields, 0);
  return (
    <li className="card">
      <Icon name="product" size={20} />
      <div className="what">
        <b>{text(pack.label)}</b>
        {pack.description && <p className="sub">{text(pack.description)}</p>}
        <p className="note">{t('contents', { objects: pack.objects.length, fields, more: pack.parts + pack.roles + pack.views })}</p>
      </div>
      <Button onClick={onLook} aria-label={`${t('look')} ${text(pack.label)}`}>
        {t('look')}
      </Button>
    </li>
  );
}

function InstalledCard({
  entry,
  pack,
  onUpgrade,
  onRemove,
}: {
  readonly entry: InstalledPackage;
  readonly pack: Pack | undefined;
  readonly onUpgrade: (pack: Pack) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const name = text(entry.label);
  const examples = async () => {
    setBusy(true);
    try {
      const path = `/packages/${entry.name}/examples`;
      if (entry.demo) toast.ok(t('examplesRemoved', { count: (await api.delete<{ removed: number }>(path)).removed }));
      else toast.ok(t('examplesAdded', { count: (await api.post<{ created: number }>(path)).created }));
      await Promise.all(['packages', 'records'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="card">
      <Icon name="product" size={20} />
      <div className="what">
        <b>{name}</b>
        <p className="note">
          {t('version', { version: entry.version })} · {t('items', { count: entry.items })} ·{' '}
          {t('installedOn', { date: format.date(entry.installedAt) })}
        </p>
      </div>
      {pack && pack.version !== entry.version && <Button onClick={() => onUpgrade(pack)}>{t('upgrade', { version: pack.version })}</Button>}
      {pack && pack.examples > 0 && (
        <Button busy={busy} onClick={() => void examples()}>
          {t(entry.demo ? 'examplesRemove' : 'examplesAdd')}
        </Button>
      )}
      <Button onClick={onRemove} aria-label={t('removeOf', { name })}>
        {t('remove')}
      </Button>
    </li>
  );
}

/** Configuration packages: what is installed, what comes with the product, in and out by file. */
export function PackagesPage() {
  const { t } = useTranslation('packages');
  const packages = useQuery(packagesQuery);
  const [offer, setOffer] = useState<Offer | null>(null);
  const [removing, setRemoving] = useState<InstalledPackage | null>(null);
  const [exporting, setExporting] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const { installed = [], packs = [] } = packages.data ?? {};
  const there = new Set(installed.map((one) => one.name));
  const open = packs.filter((pack) => !there.has(pack.name));
  const chosen = async (file: File | undefined) => {
    if (!file) return;
    const found = await offerFrom(file);
    if (found) setOffer(found);
    else toast.info(t('notJson'));
  };
  return (
    <SettingsFrame
      page="packages"
      text={t('text')}
      actions={
        <>
          <input
            ref={chooser}
            type="file"
            accept=".json,application/json"
            hidden
            aria-label={t('importFile')}
            onChange={(event) => {
              void chosen(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          <Button icon="upload" onClick={() => chooser.current?.click()}>
            {t('import')}
          </Button>
          <Button icon="download" onClick={() => setExporting(true)}>
            {t('export')}
          </Button>
        </>
      }
    >
      {packages.error && <ErrorState error={packages.error} onRetry={() => void packages.refetch()} />}
      {packages.isPending && <Skeleton lines={6} />}
      {packages.data && (
        <>
          <section className="pkg-list" aria-label={t('installed')}>
            <h2>{t('installed')}</h2>
            {installed.length === 0 && <p className="sub">{t('none')}</p>}
            <ul className="set-cards">
              {installed.map((entry) => (
                <InstalledCard
                  key={entry.name}
                  entry={entry}
                  pack={packs.find((pack) => pack.name === entry.name)}
                  onUpgrade={(pack) => setOffer(offerOf(pack))}
                  onRemove={() => setRemoving(entry)}
                />
              ))}
            </ul>
          </section>
          <section className="pkg-list" aria-label={t('packs')}>
            <h2>{t('packs')}</h2>
            <p className="sub">{open.length > 0 ? t('packsText') : t('allInstalled')}</p>
            <ul className="set-cards">
              {open.map((pack) => (
                <PackCard key={pack.name} pack={pack} onLook={() => setOffer(offerOf(pack))} />
              ))}
            </ul>
          </section>
        </>
      )}
      {offer && <PreviewDrawer offer={offer} onClose={() => setOffer(null)} />}
      {removing && <UsageDialog entry={removing} onClose={() => setRemoving(null)} />}
      {exporting && <ExportDrawer onClose={() => setExporting(false)} />}
    </SettingsFrame>
  );
}
