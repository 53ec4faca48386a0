import { useState } from 'react';
import { api } from '../data/api.ts';
import type { Filter } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Forecast, type PoolRule, ruleKinds } from './data.ts';

/** 试算: what the rules and the scope, as they stand in the form, would take back within seven days. Nothing is saved. */
export function TryRules({
  pool,
  rules,
  filter,
}: {
  readonly pool: string;
  readonly rules: readonly PoolRule[];
  readonly filter: Filter | null;
}) {
  const { t } = useTranslation('pools');
  const format = useFormat();
  const [found, setFound] = useState<Forecast | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setFound(await api.post<Forecast>(`/pools/${pool}/simulate`, { days: 7, rules, filter }));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="pooltry">
      <Button busy={busy} onClick={() => void run()}>
        {t('try.run')}
      </Button>
      {found && (
        <div role="status">
          <b>{found.count === 0 ? t('try.none') : t('try.count', { count: found.count })}</b>
          <p className="note">
            {ruleKinds
              .flatMap((kind) => (found.byRule[kind] ? [t('try.rule', { rule: t(`form.rule.${kind}`), count: found.byRule[kind] })] : []))
              .join(' · ')}
          </p>
        </div>
      )}
      {found && found.items.length > 0 && (
        <ul>
          {found.items.map((item) => (
            <li key={item.id}>
              <span className="ell">{item.title}</span>
              <span className="ell">{item.owner.title}</span>
              <span>{format.dateTime(item.at)}</span>
            </li>
          ))}
        </ul>
      )}
      {found && found.count > found.items.length && <p className="note">{t('try.more', { count: found.items.length })}</p>}
    </section>
  );
}
