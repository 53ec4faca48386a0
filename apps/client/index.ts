export { clientCommand } from './command.ts';
export { generateClient } from './generate.ts';
