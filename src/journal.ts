import { pino, type Logger } from 'pino';
import type { Config } from './config';

export type Journal = Logger;

const secrets = ['authorization', '*.authorization', '*.*.authorization', 'secret', '*.secret', 'token', '*.token'];

/** The process's own log, one JSON line each on stderr, so that stdout stays for people; secrets are blotted out. */
export function openJournal(config: Config): Journal {
  const redact = { paths: secrets, censor: '…' };
  return pino(
    { level: config.logLevel, redact, base: { pid: process.pid } },
    pino.destination({ dest: 2, sync: true }),
  );
}
