import { Button, Dialog, useLabel } from '@huanke/platform/ui';
import { texts } from './texts.ts';
import type { Edit, Scope } from './use-edit.ts';

const scopes: readonly { readonly scope: Scope; readonly label: (typeof texts)[keyof typeof texts] }[] = [
  { scope: 'this', label: texts.scopeThis },
  { scope: 'following', label: texts.scopeFollowing },
  { scope: 'all', label: texts.scopeAll },
];

/** Which occurrences of a series an edit means. */
export function ScopeDialog({ question }: { readonly question: NonNullable<Edit['question']> }) {
  const text = useLabel();
  const leave = () => question.answer(null);
  return (
    <Dialog
      title={text(question.remove ? texts.whichRemove : texts.which)}
      onClose={leave}
      footer={<Button onClick={leave}>{text(texts.cancel)}</Button>}
    >
      <div className="cal-scopes">
        {scopes.map(({ scope, label }) => (
          <Button key={scope} onClick={() => question.answer(scope)}>
            {text(label)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
