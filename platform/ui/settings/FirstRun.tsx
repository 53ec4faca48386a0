import { Link } from '@tanstack/react-router';
import { useLocal } from '../data/local.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useRecordCount } from '../data/records.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { openCreate } from '../shell/create.ts';
import './settings.css';

/** How many records there are, where the person may know it. */
function useHas(object: string, more: number): boolean | undefined {
  const can = useCan();
  const count = useRecordCount(object, {}, 'capped', can(`${object}.read`)).data;
  return count ? count.value > more : undefined;
}

/**
 * The first steps of a new company on its home: import a spreadsheet, add people, make the first deal. Ticks itself off and is gone once
 * all is done or it was closed. `importObject` is what the spreadsheet holds (customers), `firstObject` what the work is about (deals).
 */
export function FirstRunGuide({ importObject, firstObject }: { readonly importObject: string; readonly firstObject: string }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const can = useCan();
  const objects = useObjects().data ?? [];
  const [closed, setClosed] = useLocal('firstRun.closed', false);
  const imported = useHas(importObject, 0);
  const people = useHas('user', 1);
  const first = useHas(firstObject, 0);
  const nameOf = (object: string) => text(objects.find((one) => one.name === object)?.label);
  if (closed || imported === undefined || people === undefined || first === undefined) return null;
  const steps = [
    {
      key: 'import',
      done: imported,
      allowed: can(`${importObject}.import`),
      icon: 'upload',
      to: paths.import(),
      name: nameOf(importObject),
    },
    { key: 'people', done: people, allowed: can('users.manage'), icon: 'users', to: '/settings/users', name: '' },
    { key: 'first', done: first, allowed: can(`${firstObject}.create`), icon: 'plus', to: null, name: nameOf(firstObject) },
  ] as const;
  const shown = steps.filter((step) => step.allowed);
  const done = shown.filter((step) => step.done).length;
  if (done === shown.length) return null;
  return (
    <section className="card first-run" aria-labelledby="first-run">
      <header className="row">
        <Ring steps={shown.length} done={done} size={20} />
        <h2 id="first-run">{t('first.title')}</h2>
        <span className="note">{t('first.progress', { done, total: shown.length })}</span>
        <span className="sp" />
        <Button kind="ghost" size="sm" onClick={() => setClosed(true)}>
          {t('first.close')}
        </Button>
      </header>
      <ol>
        {shown.map((step) => (
          <li key={step.key} className={step.done ? 'done' : undefined}>
            <Icon name={step.done ? 'check' : step.icon} size={20} />
            <span>
              <b>{t(`first.${step.key}`, { name: step.name })}</b>
              <span className="sub">{t(`first.${step.key}Text`, { name: step.name })}</span>
            </span>
            {!step.done &&
              (step.to ? (
                <Link to={step.to} search={step.key === 'import' ? { object: importObject } : {}} className="btn">
                  {t('first.go')}
                </Link>
              ) : (
                <Button onClick={() => openCreate(firstObject)}>{t('first.go')}</Button>
              ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
