/** Under which name what opens a mailbox is sealed. */
export const sealing = ['mailbox', 'secret'] as const;
