import { type CellTools, cellText } from '../../cells/text.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import type { CellNote } from './use-cell-edit.ts';

interface CellNoteTipProps {
  readonly note: CellNote;
  readonly tools: CellTools;
  readonly onRetry: () => void;
  readonly onMine: () => void;
  readonly onDismiss: () => void;
}

/** The reason beside the cell where the old value is back; on a conflict both values to choose from. */
export function CellNoteTip({ note, tools, onRetry, onMine, onDismiss }: CellNoteTipProps) {
  const { t } = tools;
  return (
    // keeps presses from the grid below
    <div className="celltip bad" role="alert" onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <p className="why">
        <Icon name="warn" size={14} />
        <span>{note.text}</span>
      </p>
      {note.conflict && (
        <dl>
          <dt>{t('conflict.mine')}</dt>
          <dd>{cellText(note.field, note.typed, tools)}</dd>
          <dt>{t('conflict.theirs')}</dt>
          <dd>{cellText(note.field, note.conflict.current, tools)}</dd>
        </dl>
      )}
      <div className="acts">
        {note.conflict ? (
          <>
            <Button size="xs" onClick={onMine}>
              {t('conflict.keepMine')}
            </Button>
            <Button size="xs" onClick={onDismiss}>
              {t('conflict.keepTheirs')}
            </Button>
          </>
        ) : (
          <>
            <Button size="xs" onClick={onRetry}>
              {t('editAgain')}
            </Button>
            <Button size="xs" kind="ghost" onClick={onDismiss}>
              {t('gotIt')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
