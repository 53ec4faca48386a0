export { type OtherProgram, otherProgram } from './program.ts';
export { type CaldavOptions, type CaldavServer, caldavLogin, caldavServer } from './server.ts';
