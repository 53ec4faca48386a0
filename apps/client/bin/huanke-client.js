#!/usr/bin/env node
import { clientCommand } from '../command.ts';

process.exitCode = await clientCommand(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
