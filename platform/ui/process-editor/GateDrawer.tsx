import { useState } from 'react';
import { type FieldMeta, fieldOf, type ObjectMeta, type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { withRule } from './draft.ts';
import { TeamPart } from './TeamPart.tsx';

type Check = NonNullable<Option['checks']>[number];
type Draft = Check & { readonly id: number };

let lastId = 0;
const withId = (check: Check): Draft => {
  lastId += 1;
  return { ...check, id: lastId };
};

/** What is wrong with a condition, in the reader's language. The formula engine comes with the first one that is checked. */
async function conditionFault(meta: ObjectMeta, condition: string): Promise<{ zh: string; en: string } | undefined> {
  const { compileFormula, conditionScope, FormulaError } = await import('./formula.ts');
  try {
    compileFormula(condition, conditionScope(meta.fields), 'boolean');
    return undefined;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return error.problems[0]?.message;
  }
}

const askable = (field: FieldMeta) => !field.system && !field.readOnly && field.type !== 'formula' && field.type !== 'rollup';

/** What a record needs before it enters a stage: fields that hold a value, and conditions with the sentence people read. */
export function GateDrawer({
  meta,
  field,
  stage,
  onChange,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
  readonly stage: Option;
  readonly onChange: (stage: Option) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const [requires, setRequires] = useState<readonly string[]>(stage.requires ?? []);
  const [checks, setChecks] = useState<readonly Draft[]>(() => (stage.checks ?? []).map(withId));
  const [team, setTeam] = useState(stage.team);
  const [faults, setFaults] = useState<Readonly<Record<number, string>>>({});
  const rest = meta.fields.filter((one) => askable(one) && one.name !== field.name && !requires.includes(one.name));
  const setCheck = (id: number, patch: Partial<Check>) => {
    setChecks(checks.map((check) => (check.id === id ? { ...check, ...patch } : check)));
    // what was wrong is asked again when the drawer is done
    setFaults(({ [id]: _old, ...others }) => others);
  };
  const done = async () => {
    const filled = checks.filter((check) => check.condition.trim());
    const found: Record<number, string> = {};
    for (const check of filled) {
      const fault = await conditionFault(meta, check.condition);
      if (fault) found[check.id] = text(fault);
    }
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const made = filled.map(({ condition, message }) => ({
      condition: condition.trim(),
      message: message.zh || message.en ? message : { zh: t('plainMessage', { lng: 'zh-CN' }), en: t('plainMessage', { lng: 'en' }) },
    }));
    const gated = withRule(stage, 'requires', requires.length > 0 ? requires : undefined);
    const checked = withRule(gated, 'checks', made.length > 0 ? made : undefined);
    onChange(withRule(checked, 'team', team && team.roles.length > 0 ? team : undefined));
    onClose();
  };
  return (
    <Drawer
      open
      title={t('gateTitle', { name: text(stage.label) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" onClick={() => void done()}>
            {t('done')}
          </Button>
        </>
      }
    >
      <div className="set-form">
        <div>
          <h3>{t('required')}</h3>
          <p className="sub">{t('requiredText')}</p>
          <ul className="pr-chips">
            {requires.map((name) => (
              <li key={name}>
                <span>{text(fieldOf(meta, name)?.label) || name}</span>
                <IconButton
                  icon="close"
                  size={14}
                  label={t('requiredOff', { name: text(fieldOf(meta, name)?.label) || name })}
                  onClick={() => setRequires(requires.filter((one) => one !== name))}
                />
              </li>
            ))}
          </ul>
          <select
            className="inp"
            aria-label={t('requiredAdd')}
            value=""
            onChange={(event) => event.target.value && setRequires([...requires, event.target.value])}
          >
            <option value="">{t('requiredAdd')}</option>
            {rest.map((one) => (
              <option key={one.name} value={one.name}>
                {text(one.label)}
              </option>
            ))}
          </select>
        </div>
        <TeamPart meta={meta} team={team} onChange={setTeam} />
        <div>
          <h3>{t('checks')}</h3>
          <p className="sub">{t('checksText')}</p>
          {checks.map((check, at) => (
            <fieldset key={check.id} className="pr-check">
              <legend className="vh">{t('checkOf', { at: at + 1 })}</legend>
              <Field label={t('condition')} error={faults[check.id]} hint={t('conditionHint')}>
                {(control) => (
                  <input
                    className="inp mono"
                    {...control}
                    maxLength={2000}
                    spellCheck={false}
                    value={check.condition}
                    onChange={(event) => setCheck(check.id, { condition: event.target.value })}
                  />
                )}
              </Field>
              <Field label={t('message')}>
                {(control) => (
                  <input
                    className="inp"
                    {...control}
                    maxLength={200}
                    placeholder={t('messageHint')}
                    value={text(check.message)}
                    onChange={(event) => setCheck(check.id, { message: { zh: event.target.value, en: event.target.value } })}
                  />
                )}
              </Field>
              <IconButton
                icon="trash"
                label={t('checkOff', { at: at + 1 })}
                onClick={() => setChecks(checks.filter((one) => one.id !== check.id))}
              />
            </fieldset>
          ))}
          <Button icon="plus" onClick={() => setChecks([...checks, withId({ condition: '', message: bothLanguages('', '') })])}>
            {t('checkAdd')}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}
