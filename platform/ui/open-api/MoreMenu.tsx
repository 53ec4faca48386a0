import { IconButton } from '../primitives/Button.tsx';
import { Menu, type MenuItem } from '../primitives/Menu.tsx';

/** ⋯ at the end of a line. */
export function MoreMenu({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) {
  return (
    <Menu label={label} groups={[{ key: 'all', items }]}>
      {(trigger) => <IconButton {...trigger} icon="more" label={label} />}
    </Menu>
  );
}
