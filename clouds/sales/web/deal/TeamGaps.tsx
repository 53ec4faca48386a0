import { api, fieldOf, Icon, type Label, type ObjectMeta, type Option, type RecordData, useFormat, useLabel } from '@huanke/platform/ui';
import { stageProgress } from '@huanke/platform/ui/cells';
import { useQuery } from '@tanstack/react-query';
import { texts } from './texts.ts';
import './deal.css';

interface Team {
  readonly roles: readonly { readonly key: string; readonly label: Label }[];
  readonly items: readonly { readonly role: string | null; readonly from: string | null; readonly until: string | null }[];
}

type TeamGate = NonNullable<Option['team']>;

const counts = (gate: TeamGate, record: RecordData): boolean =>
  !gate.above || Number(record[gate.above.field] ?? 0) > Number(gate.above.value);

/** The team gates that are still ahead of the deal, each with the stage it leads to. */
function ahead(options: readonly Option[], record: RecordData): { readonly gate: TeamGate; readonly stage: Option }[] {
  const line = options.filter(
    (option) => option.active !== false && (option.category === 'won' || (option.category === 'open' && option.probability !== 0)),
  );
  const at = line.findIndex((option) => option.key === record['stage']);
  if (at < 0) return [];
  return line.slice(at).flatMap((stage, index, rest) => {
    const next = rest[index + 1];
    const own = index > 0 && stage.team ? [{ gate: stage.team, stage }] : [];
    return [...own, ...(stage.exit?.team && next ? [{ gate: stage.exit.team, stage: next }] : [])];
  });
}

/** 团队缺口: roles the stages ahead ask for and nobody holds today. */
export function TeamGaps({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const field = fieldOf(object, 'stage');
  const gates = field && stageProgress(field, record['stage']).tone === 'open' ? ahead(field.options ?? [], record) : [];
  const asked = gates.filter(({ gate }) => counts(gate, record));
  const { data } = useQuery({
    queryKey: ['records', object.name, 'record', record.id, 'team', 'gaps'],
    queryFn: ({ signal }) => api.get<Team>(`/records/${object.name}/${record.id}/team`, { signal }),
    enabled: asked.length > 0,
  });
  const [first] = asked;
  if (!first || !data) return null;
  // the day of the company, as the gate itself counts
  const today = format.date(new Date());
  const held = new Set(
    data.items.filter(({ from, until }) => (!from || from <= today) && (!until || until >= today)).map(({ role }) => role),
  );
  const lacking = data.roles.filter(({ key }) => first.gate.roles.includes(key) && !held.has(key));
  if (lacking.length === 0) return null;
  const roles = lacking.map(({ label }) => text(label)).join(text({ zh: '、', en: ', ' }));
  return (
    <p className="need" role="note" aria-label={text(texts.team)}>
      <Icon name="users" size={14} />
      <span>{text(texts.needed).replace('{roles}', roles).replace('{stage}', text(first.stage.label))}</span>
    </p>
  );
}
