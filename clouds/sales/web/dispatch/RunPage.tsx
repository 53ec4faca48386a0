import {
  api,
  Button,
  confirm,
  EmptyState,
  ErrorState,
  Lazy,
  PhoneHead,
  paths,
  ScrollBox,
  Skeleton,
  Tag,
  toast,
  useFormat,
  useLabel,
  usePageTitle,
  usePhone,
} from '@huanke/platform/ui';
import { Link, useParams } from '@tanstack/react-router';
import { fill } from '../fill.ts';
import { tones } from './DispatchPage.tsx';
import { gapOf, type Line, points, type RunWithLines, runsChanged, useRun, weightKeys } from './data.ts';
import { texts } from './texts.ts';
import './dispatch.css';

const loadMap = () => import('./PlanMap.tsx').then((file) => file.PlanMap);

/** One plan: what it is worth beside what is possible, who gets what, and the choice to carry it out. */
export function RunPage() {
  const text = useLabel();
  const phone = usePhone();
  const { id = '' } = useParams({ strict: false });
  const { data: run, error, refetch } = useRun(id);
  usePageTitle(text(texts.page));
  return (
    <div className="dispatch">
      {phone && <PhoneHead title={text(texts.page)} back="/dispatch" />}
      <header>
        {!phone && (
          <h1>
            <Link to="/dispatch">{text(texts.page)}</Link>
          </h1>
        )}
        {run && <Tag tone={tones[run.status]}>{text(texts.status[run.status])}</Tag>}
        <span className="sp" />
        {run?.status === 'draft' && <Choice run={run} />}
      </header>
      {error && !run && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!run && !error && <Skeleton lines={6} />}
      {run && <Body run={run} />}
    </div>
  );
}

function Body({ run }: { readonly run: RunWithLines }) {
  const text = useLabel();
  if (run.status === 'solving') return <p role="status">{text(texts.solving)}</p>;
  if (run.status === 'failed') return <EmptyState icon="warn" title={text(texts.failed)} />;
  if (run.lines.length === 0) return <EmptyState icon="flow" title={text(texts.empty)} />;
  return (
    <>
      <Worth run={run} />
      <Lazy load={loadMap} props={{ run }} />
      <Plan run={run} />
    </>
  );
}

function Choice({ run }: { readonly run: RunWithLines }) {
  const text = useLabel();
  const count = run.result?.assigned ?? 0;
  const apply = async () => {
    const question = {
      title: fill(text(texts.applyTitle), { count }),
      text: text(texts.applyText),
      confirm: text(texts.apply),
    };
    if (!(await confirm(question))) return;
    try {
      const { applied, changed } = await api.post<{ applied: number; changed: readonly unknown[] }>(`/dispatch-runs/${run.id}/apply`);
      toast.ok(fill(text(texts.done), { applied, changed: changed.length }));
    } catch (error) {
      toast.error(error);
    }
    await runsChanged();
  };
  return (
    <>
      <Button onClick={() => void api.post(`/dispatch-runs/${run.id}/discard`).then(runsChanged, toast.error)}>
        {text(texts.discard)}
      </Button>
      <Button kind="primary" disabled={count === 0} onClick={() => void apply()}>
        {text(texts.apply)}
      </Button>
    </>
  );
}

function Worth({ run }: { readonly run: RunWithLines }) {
  const text = useLabel();
  const format = useFormat();
  const { result } = run;
  if (!result) return null;
  const gap = gapOf(result);
  const tiles = [
    [text(texts.worth), points(result.worth)],
    [text(texts.greedy), points(result.greedy)],
    [text(texts.bound), points(result.bound)],
    [text(texts.gap), gap === null ? '--' : `${gap.toFixed(1)}%`],
  ];
  return (
    <>
      <p className="note">
        {format.dateTime(run.createdAt)} · {fill(text(texts.summary), { ...result })} · {text(texts.solver[result.solver])}
      </p>
      <dl className="worth">
        {tiles.map(([name, value]) => (
          <div key={name} className="card">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Plan({ run: { lines, status } }: { readonly run: RunWithLines }) {
  const text = useLabel();
  const over = status === 'applied';
  return (
    <ScrollBox className="plan" label={text(texts.page)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text(texts.lead)}</th>
            <th scope="col">{text(texts.person)}</th>
            <th scope="col" className="num">
              {text(texts.value)}
            </th>
            {weightKeys.map((key) => (
              <th key={key} scope="col" className="num">
                {text(texts.weight[key])}
              </th>
            ))}
            {over && <th scope="col">{text(texts.outcome)}</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <PlanLine key={line.position} line={line} over={over} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** `12.3`; what is not known is said so, what was not asked for is left out. */
const termText = (points: number | null | undefined, unknown: string): string =>
  points === undefined ? '--' : points === null ? unknown : points.toFixed(1);

function PlanLine({ line: { lead, user, value, terms, outcome }, over }: { readonly line: Line; readonly over: boolean }) {
  const text = useLabel();
  return (
    <tr>
      <th scope="row">
        <Link to={paths.record('lead', lead.id)}>{lead.title || '--'}</Link>
      </th>
      <td>{user ? user.title : <span className="note">{text(texts.nobody)}</span>}</td>
      <td className="num">{user ? points(value) : '--'}</td>
      {weightKeys.map((key) => (
        <td key={key} className="num">
          {termText(terms[key], text(texts.unknownWay))}
        </td>
      ))}
      {over && (
        <td>
          {outcome && (
            <Tag small tone={outcome === 'applied' ? 'ok' : 'warn'}>
              {text(texts.outcomes[outcome])}
            </Tag>
          )}
        </td>
      )}
    </tr>
  );
}
