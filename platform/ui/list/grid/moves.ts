/** The active cell. Row -1 is the head, column 0 the check box. */
export interface Cell {
  readonly row: number;
  readonly col: number;
}

interface Extent {
  readonly rows: number;
  readonly cols: number;
  /** Rows that PageUp and PageDown jump over. */
  readonly page: number;
}

/** Where a key leads in a grid; undefined when it is no key of movement. */
export function moveBy(key: string, mod: boolean, { row, col }: Cell, { rows, cols, page }: Extent): Cell | undefined {
  const last = rows - 1;
  const at = (nextRow: number, nextCol: number): Cell => ({
    row: Math.max(-1, Math.min(last, nextRow)),
    col: Math.max(0, Math.min(cols - 1, nextCol)),
  });
  switch (key) {
    case 'ArrowDown':
      return at(mod ? last : row + 1, col);
    case 'ArrowUp':
      return at(mod ? 0 : row - 1, col);
    case 'ArrowRight':
      return at(row, mod ? cols - 1 : col + 1);
    case 'ArrowLeft':
      return at(row, mod ? 0 : col - 1);
    case 'Home':
      return at(mod ? 0 : row, 1);
    case 'End':
      return at(mod ? last : row, cols - 1);
    case 'PageDown':
      return at(row + page, col);
    case 'PageUp':
      return at(Math.max(Math.min(0, row), row - page), col);
    default:
      return undefined;
  }
}
