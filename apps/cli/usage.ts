import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A command line that makes no sense; answered with the command's usage and exit code 2. */
export class UsageError extends Error {}

/** Options and positional arguments; unknown options are an error that names them. */
export function readArgs<const O extends ParseArgsOptionsConfig>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
