import { Button, Icon, type Label, type ObjectMeta, paths, type Reference, toast, useLabel } from '@huanke/platform/ui';
import { askOwner, type Candidate, type CheckInput, checkRecord, useReason } from '@huanke/platform/ui/duplicates';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import './match.css';

const mostShown = 5;

/** What is there already and may be what the lead speaks of, the most alike first; nothing where there is nothing to ask by. */
export function useMatches({ object, values }: CheckInput) {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return useQuery({
    queryKey: ['records', object, 'matches', given],
    queryFn: async ({ signal }) => {
      const { candidates } = await checkRecord({ object, values: given }, signal);
      return candidates.filter((one) => one.object === object).slice(0, mostShown);
    },
    enabled: Object.keys(given).length > 0,
  });
}

interface MatchCardsProps {
  readonly meta: ObjectMeta;
  /** What was asked by: a hidden record's owner is asked with the same values. */
  readonly values: CheckInput['values'];
  readonly matches: readonly Candidate[];
  readonly chosen: string | null;
  /** The card that makes a new one. */
  readonly fresh: Label;
  readonly onChoose: (record: Reference | null) => void;
}

/** One choice among the records that are alike and a new one, each with its reason, likeness and owner. */
export function MatchCards({ meta, values, matches, chosen, fresh, onChoose }: MatchCardsProps) {
  const text = useLabel();
  const known = matches.filter((one) => one.id !== undefined);
  const hidden = matches.filter((one) => one.id === undefined);
  const elsewhere = chosen !== null && !known.some(({ id }) => id === chosen);
  return (
    <fieldset className="matches">
      <legend>{text(meta.label)}</legend>
      {known.map((one) => (
        <Card
          key={one.id}
          name={meta.name}
          checked={one.id === chosen}
          onChoose={() => onChoose({ id: one.id ?? '', title: one.title ?? '' })}
        >
          <b className="ell">{one.title}</b>
          <Why meta={meta} match={one} />
          <Link to={paths.record(meta.name, one.id ?? '')} target="_blank" onClick={(event) => event.stopPropagation()}>
            {text(texts.look)}
          </Link>
        </Card>
      ))}
      <Card name={meta.name} checked={chosen === null} onChoose={() => onChoose(null)}>
        <b>{text(fresh)}</b>
      </Card>
      {elsewhere && <p className="note">{text(texts.elsewhere)}</p>}
      {hidden.map((one) => (
        <Hidden key={`${one.kind} ${one.team}`} meta={meta} values={values} match={one} />
      ))}
    </fieldset>
  );
}

function Card({
  name,
  checked,
  onChoose,
  children,
}: {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <label className={checked ? 'on' : undefined}>
      <input type="radio" name={`match-${name}`} checked={checked} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}

function Why({ meta, match }: { readonly meta: ObjectMeta; readonly match: Candidate }) {
  const text = useLabel();
  const reason = useReason();
  const parts = [
    reason(match.kind, match.fields, meta),
    text(texts.likeness).replace('{score}', String(match.score)),
    match.owner?.title ? text(texts.ownedBy).replace('{owner}', match.owner.title) : '',
  ];
  return <em>{parts.filter(Boolean).join(' · ')}</em>;
}

/** There is one that this person may not see: whose team has it, and the way to it. */
function Hidden({ meta, values, match }: { readonly meta: ObjectMeta; readonly values: CheckInput['values']; readonly match: Candidate }) {
  const text = useLabel();
  const reason = useReason();
  const ask = async (wish: 'join' | 'transfer') => {
    try {
      await askOwner({ object: meta.name, values, wish });
      toast.ok(text(texts.asked));
    } catch (error) {
      toast.error(error);
    }
  };
  const team = match.team || text(texts.someone);
  return (
    <div className="hiddenmatch" role="note">
      <Icon name="lock" size={14} />
      <span>
        {text(texts.hidden).replace('{object}', text(meta.label)).replace('{team}', team)}
        <em>{reason(match.kind, match.fields, meta)}</em>
      </span>
      <Button kind="link" size="xs" onClick={() => void ask('join')}>
        {text(texts.join)}
      </Button>
      <Button kind="link" size="xs" onClick={() => void ask('transfer')}>
        {text(texts.takeOver)}
      </Button>
    </div>
  );
}
