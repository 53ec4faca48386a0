import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbedded } from '../database/embedded.ts';
import { processStart } from '../database/process-lock.ts';

const PREFIX = 'huanke-test-';

/** Names the folder of the run's database server, which the first test that needs one starts, and clears up at the end. */
export default async function setup(): Promise<() => Promise<void>> {
  await sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  process.env['HUANKE_TEST_SERVER_DIR'] = dataDir;
  return () => removeEmbedded(dataDir);
}

/** A run that was killed could not clear up after itself. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    // the folders of applications under test have the prefix, too, and letters and figures at random behind it
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    // Another user's leftovers are that user's.
    if (pid && processStart(pid) === null) await removeEmbedded(join(tmpdir(), name)).catch(() => undefined);
  }
}
