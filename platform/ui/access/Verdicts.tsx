import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import type { ExplainedField, ExplainedVerb, Explanation, Reason } from './data.ts';

/** One reason as a sentence. */
function useSentence({ user, owner, object }: Explanation) {
  const { t } = useTranslation('access');
  const text = useLabel();
  const label = text(useObjects().data?.find((one) => one.name === object)?.label) || object;
  return (reason: Reason, verb: ExplainedVerb): string => {
    const words = { user: user.title, owner: owner?.title ?? t('nobody'), object: label, verb: t(`verb.${verb}`) };
    switch (reason.kind) {
      case 'role': {
        const role = text(reason.role);
        if (reason.level === null) return t('role.none', { ...words, role });
        return t(reason.grants ? `role.${reason.level}` : 'role.beyond', { ...words, role, reach: t(`reach.${reason.level}`) });
      }
      case 'object':
        return t(reason.grants ? `open.${reason.default}` : 'open.not', words);
      case 'pool':
        return t(reason.grants ? 'pool.yes' : 'pool.no', { pool: reason.pool.title });
      case 'related':
        return t(reason.grants ? 'related.yes' : 'related.no');
      case 'master':
        return t(reason.grants ? 'master.yes' : 'master.no', { verb: t(`verb.${reason.verb}`) });
      default: {
        const what = t(`${reason.kind}.${reason.level}`, {
          principal: reason.principal.title,
          rule: text(reason.rule),
          role: reason.role ?? '',
        });
        const time = reason.from || reason.until ? t('time', { from: reason.from ?? '…', until: reason.until ?? '…' }) : '';
        return `${what}${time}${reason.grants ? '' : t('notNow', words)}`;
      }
    }
  };
}

/** For each verb whether they may, and all that speaks for or against it; what gives comes first. */
export function Verdicts({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('access');
  const sentence = useSentence(explanation);
  return (
    <>
      {explanation.verdicts.map(({ verb, allowed, reasons }) => (
        <section key={verb} className="ac-verb">
          <h2>
            <Tag tone={allowed ? 'ok' : 'bad'} small>
              {t(allowed ? 'may' : 'mayNot', { verb: t(`verb.${verb}`) })}
            </Tag>
          </h2>
          <ul>
            {reasons
              .toSorted((a, b) => Number(b.grants) - Number(a.grants))
              .map((reason) => (
                <li key={sentence(reason, verb)} className={reason.grants ? 'grants' : undefined}>
                  <Icon name={reason.grants ? 'check' : 'minus'} size={14} />
                  {sentence(reason, verb)}
                </li>
              ))}
            {reasons.length === 0 && <li>{t('noReason')}</li>}
          </ul>
        </section>
      ))}
      {explanation.master && (
        <section className="ac-master">
          <h2>{t('master.title')}</h2>
          <Verdicts explanation={explanation.master} />
        </section>
      )}
    </>
  );
}

/** The fields they do not see in full or may not change, with the roles that say so. */
export function LimitedFields({ fields }: { readonly fields: readonly ExplainedField[] }) {
  const { t } = useTranslation('access');
  const { t: settings } = useTranslation('settings');
  const text = useLabel();
  if (fields.length === 0) return <p className="sub">{t('noFields')}</p>;
  return (
    <ul className="ac-fields">
      {fields.map((field) => (
        <li key={field.field}>
          <b>{text(field.label)}</b>
          <Tag small>{settings(`roles.right.${field.right === 'edit' ? 'masked' : field.right}`)}</Tag>
          <span className="sub">
            {field.right === 'edit'
              ? t('byField')
              : field.roles
                  .filter((role) => role.right !== null)
                  .map((role) => t('says', { role: text(role.name), right: settings(`roles.right.${role.right}`) }))
                  .join(t('mark'))}
          </span>
        </li>
      ))}
    </ul>
  );
}
