import { Button, Field, IconButton, useLabel, useObject } from '@huanke/platform/ui';
import { fill } from '../fill.ts';
import { changed, type ScoreGroup, type ScoreRule } from './data.ts';
import { RuleEditor } from './RuleEditor.tsx';
import { texts } from './texts.ts';

/** Rules that share a limit. */
export function GroupEditor({
  at,
  group,
  problem,
  onChange,
}: {
  readonly at: number;
  readonly group: ScoreGroup;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (next: ScoreGroup | null) => void;
}) {
  const text = useLabel();
  const lead = useObject('lead').data;
  const place = `groups[${at}]`;
  const add = (rule: ScoreRule) => onChange({ ...group, rules: [...group.rules, rule] });
  const blank = { name: text(texts.newRule), points: 10 };
  return (
    <section className="scoregroup" aria-label={`${text(texts.group)} ${group.name}`}>
      <div className="row">
        <Field label={text(texts.groupName)} required error={problem(`${place}.name`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={40}
              value={group.name}
              onChange={(event) => onChange({ ...group, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={text(texts.cap)} error={problem(`${place}.cap`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              type="number"
              placeholder={text(texts.noCap)}
              value={group.cap ?? ''}
              onChange={(event) => onChange({ ...group, cap: event.target.value === '' ? null : Number(event.target.value) })}
            />
          )}
        </Field>
        <IconButton icon="trash" label={fill(text(texts.removeGroup), { name: group.name })} onClick={() => onChange(null)} />
      </div>
      {lead &&
        group.rules.map((rule, index) => (
          <RuleEditor
            key={`${rule.kind} ${index} ${group.rules.length}`}
            lead={lead}
            rule={rule}
            place={`${place}.rules[${index}]`}
            problem={problem}
            onChange={(next) => onChange({ ...group, rules: changed(group.rules, index, next) })}
          />
        ))}
      <div className="adds">
        <Button size="sm" icon="plus" onClick={() => add({ kind: 'fit', ...blank, filter: null })}>
          {text(texts.addFit)}
        </Button>
        <Button size="sm" icon="plus" onClick={() => add({ kind: 'touch', ...blank, keys: [] })}>
          {text(texts.addTouch)}
        </Button>
        <Button size="sm" icon="plus" onClick={() => add({ kind: 'activity', ...blank, keys: [] })}>
          {text(texts.addActivity)}
        </Button>
      </div>
    </section>
  );
}
