import { pino, type Logger } from 'pino';
import type { Config } from './config';
import { errorForLog } from './journal.errors';
import { withoutSecrets } from './secrets';

export type Journal = Logger;

const names = ['authorization', 'secret', 'token', 'password', 'totp', 'connectionString'];
const paths = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Shorter ones are words that stand in every second line, as `postgres` does. */
const shortestSecret = 10;

/** The process's own log, one JSON line each on stderr, so that stdout stays for people; secrets are blotted out. */
export function openJournal(config: Config): Journal {
  const options = {
    level: config.logLevel,
    redact: { paths, censor: '…' },
    serializers: { err: errorForLog, error: errorForLog },
    base: { pid: process.pid },
  };
  const own = secretsOf(config);
  const stderr = pino.destination({ dest: 2, sync: true });
  return pino(options, { write: (line) => stderr.write(blot(withoutSecrets(line), own)) });
}

/** Whatever a message says in passing, what this process was given to keep is not in it. */
function secretsOf({ adminToken, databaseUrl, databaseOwnerUrl }: Config): string[] {
  const urls = [databaseUrl, databaseOwnerUrl].filter((url) => url !== undefined);
  const passwords = urls.map((url) => new URL(url).password).flatMap((word) => [word, decodeURIComponent(word)]);
  return [...(adminToken === undefined ? [] : [adminToken]), ...passwords].filter(
    (one) => one.length >= shortestSecret,
  );
}

function blot(line: string, secrets: readonly string[]): string {
  return secrets.reduce((kept, secret) => kept.split(secret).join('…'), line);
}
