import { Button, Icon, Tag, useFormat, useLabel } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import type { Decision, Wording } from './room-data.ts';
import { texts } from './room-texts.ts';

const DecisionDialog = lazy(() => import('./DecisionDialogs.tsx').then((file) => ({ default: file.DecisionDialog })));
const WithdrawDialog = lazy(() => import('./DecisionDialogs.tsx').then((file) => ({ default: file.WithdrawDialog })));

interface DecisionsProps {
  readonly deal: string;
  readonly decisions: readonly Decision[];
  readonly mayEdit: boolean;
}

export function Decisions({ deal, decisions, mayEdit }: DecisionsProps) {
  const text = useLabel();
  if (decisions.length === 0) return null;
  return (
    <ul className="decisions" aria-label={text(texts.decisions)}>
      {decisions.map((decision) => (
        <DecisionItem key={decision.id} deal={deal} decision={decision} mayEdit={mayEdit} />
      ))}
    </ul>
  );
}

/** A decision as it holds, who said so and when; its earlier wordings unfold. */
function DecisionItem({ deal, decision, mayEdit }: { readonly deal: string; readonly decision: Decision; readonly mayEdit: boolean }) {
  const text = useLabel();
  const [open, setOpen] = useState<'change' | 'withdraw' | null>(null);
  const isWithdrawn = decision.status === 'withdrawn';
  const [now, ...earlier] = decision.wordings;
  const close = () => setOpen(null);
  return (
    <li className={isWithdrawn ? 'withdrawn' : undefined}>
      <p className="said">
        <Icon name={isWithdrawn ? 'undo' : 'pin'} size={14} />
        <span>{decision.name}</span>
        {isWithdrawn && <Tag small>{text(texts.withdrawn)}</Tag>}
      </p>
      <p className="by">
        {now && <Said wording={now} number={decision.revision} />}
        {mayEdit && !isWithdrawn && (
          <>
            <Button kind="link" size="sm" onClick={() => setOpen('change')}>
              {text(texts.change)}
            </Button>
            <Button kind="link" size="sm" onClick={() => setOpen('withdraw')}>
              {text(texts.withdraw)}
            </Button>
          </>
        )}
      </p>
      {isWithdrawn && <Withdrawal decision={decision} />}
      {earlier.length > 0 && (
        <details>
          <summary>{text(texts.earlier).replace('{n}', String(earlier.length))}</summary>
          <ol reversed>
            {earlier.map((wording, index) => (
              <li key={wording.at}>
                <span>{wording.text}</span>
                <Said wording={wording} number={earlier.length - index} />
              </li>
            ))}
          </ol>
        </details>
      )}
      <Suspense fallback={null}>
        {open === 'change' && <DecisionDialog deal={deal} decision={decision} onClose={close} />}
        {open === 'withdraw' && <WithdrawDialog deal={deal} decision={decision} onClose={close} />}
      </Suspense>
    </li>
  );
}

function Said({ wording, number }: { readonly wording: Wording; readonly number: number }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <span className="note" title={format.dateTime(wording.at)}>
      {[text(texts.version).replace('{n}', String(number)), wording.by?.title, format.relative(wording.at)].filter(Boolean).join(' · ')}
    </span>
  );
}

function Withdrawal({ decision }: { readonly decision: Decision }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <p className="note">
      {text(texts.withdrawnBy)
        .replace('{who}', decision.withdrawnBy?.title ?? '')
        .replace('{at}', decision.withdrawnAt ? format.relative(decision.withdrawnAt) : '')
        .replace('{why}', decision.withdrawnReason ?? '')}
    </p>
  );
}
