import { Drawer } from '@huanke/platform/ui';
import { Thread } from './Thread.tsx';

/** The thread of a letter beside the page it was found on. */
export function ThreadDrawer({ id, title, onClose }: { readonly id: string; readonly title: string; readonly onClose: () => void }) {
  return (
    <Drawer open title={title} width={720} onClose={onClose}>
      <Thread id={id} onGone={onClose} />
    </Drawer>
  );
}
