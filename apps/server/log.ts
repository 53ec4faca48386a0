import type { Log } from '@huanke/platform/module';
import { pino } from 'pino';

/** Structured lines on standard error: quiet by default, HUANKE_LOG=info|debug for more. Fields that could hold secrets are taken out. */
export function createLog(quiet: boolean): Log {
  const logger = pino(
    {
      level: quiet ? 'silent' : (process.env.HUANKE_LOG ?? 'warn'),
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'password',
          'token',
          'cookie',
          'authorization',
          '*.password',
          '*.token',
          '*.cookie',
          '*.authorization',
          'headers.cookie',
          'headers.authorization',
        ],
        censor: '[hidden]',
      },
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination(2),
  );
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
