import { createContext, useContext } from 'react';

/** What the shell can open. `openPalette` is missing while no module gives a palette. */
export interface Tools {
  readonly openPalette: (() => void) | undefined;
  readonly openHelp: () => void;
}

export const ShellTools = createContext<Tools>({ openPalette: undefined, openHelp: () => undefined });

export function useShellTools(): Tools {
  return useContext(ShellTools);
}
