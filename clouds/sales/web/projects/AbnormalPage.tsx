import {
  api,
  EmptyState,
  ErrorState,
  fieldOf,
  PhoneHead,
  paths,
  type RecordData,
  type Reference,
  Skeleton,
  Tag,
  toneOf,
  useFormat,
  useLabel,
  useObject,
  usePageTitle,
  usePhone,
  useRecordQuery,
} from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import './projects.css';

/** By what figures projects are abnormal in this company. */
interface Rules {
  readonly overdueDays: number;
  readonly costPercent: string;
  readonly idleDays: number;
  readonly marginPoints: string;
}

const fill = (text: string, { overdueDays, costPercent, idleDays, marginPoints }: Rules) =>
  text
    .replace('{overdue}', String(overdueDays))
    .replace('{cost}', plain(costPercent))
    .replace('{idle}', String(idleDays))
    .replace('{margin}', plain(marginPoints));

const plain = (percent: unknown) => String(Number(percent ?? 0));

/** 项目异常: a column for each reason; a project stands in every one that holds. */
export function AbnormalPage() {
  const text = useLabel();
  const phone = usePhone();
  usePageTitle(text(texts.abnormal));
  const reasons = fieldOf(useObject('project').data, 'abnormalWhy')?.options ?? [];
  const { data, error, refetch } = useRecordQuery('project', {
    fields: [
      'name',
      'account',
      'owner',
      'abnormalWhy',
      'abnormalAt',
      'delayDays',
      'budget',
      'cost',
      'contractAmount',
      'margin',
      'plannedMargin',
    ],
    filter: { field: 'abnormalAt', op: 'isNotNull' },
    sort: [{ field: 'abnormalAt', direction: 'asc' }],
    limit: 200,
  });
  const rules = useQuery({ queryKey: ['sales', 'project-rules'], queryFn: ({ signal }) => api.get<Rules>('/projects/rules', { signal }) });
  const projects = data?.pages[0]?.records ?? [];
  const of = (key: string) => projects.filter((project) => ((project['abnormalWhy'] as readonly string[] | null) ?? []).includes(key));
  return (
    <div className="project-abnormal">
      {phone ? <PhoneHead title={text(texts.abnormal)} /> : <h1>{text(texts.abnormal)}</h1>}
      {rules.data && <p className="note">{fill(text(texts.abnormalText), rules.data)}</p>}
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : projects.length === 0 ? (
        <EmptyState icon="check" title={text(texts.calm)} />
      ) : (
        <div className="reasons">
          {reasons.map(({ key, label, color }) => (
            <section key={key} aria-label={text(label)}>
              <h2>
                <Tag tone={toneOf(color)}>{text(label)}</Tag>
                <span className="note">{of(key).length}</span>
              </h2>
              <ul>
                {of(key).map((project) => (
                  <Card key={project.id} project={project} why={key} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

function Card({ project, why }: { readonly project: RecordData; readonly why: string }) {
  const text = useLabel();
  const format = useFormat();
  const reference = (name: string) => (project[name] as Reference | null)?.title ?? '--';
  const money = (name: string) => format.moneyFigure((project[name] as string | null) ?? '0').text;
  const hasBudget = Number(project['budget'] ?? 0) > 0;
  const facts: Readonly<Record<string, string>> = {
    overdue: text(texts.delay).replace('{n}', String(project['delayDays'] ?? 0)),
    cost: hasBudget
      ? text(texts.cost).replace('{cost}', money('cost')).replace('{budget}', money('budget'))
      : text(texts.costOfContract).replace('{cost}', money('cost')).replace('{amount}', money('contractAmount')),
    margin: text(texts.margin).replace('{now}', plain(project['margin'])).replace('{plan}', plain(project['plannedMargin'])),
  };
  return (
    <li>
      <Link to={paths.record('project', project.id)}>{String(project['name'] ?? '')}</Link>
      {facts[why] && <b>{facts[why]}</b>}
      <span className="note">
        {reference('account')} · {reference('owner')} · {text(texts.since).replace('{day}', format.day(String(project['abnormalAt'])))}
      </span>
    </li>
  );
}
