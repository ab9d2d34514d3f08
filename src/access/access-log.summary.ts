import type { AccessLogType } from '../domain/words';
import type { AccessLogEntry } from './access-log.text';

interface Told {
  principal?: { name?: string };
  token?: { label?: string } | null;
  changed?: string[];
  subject?: string;
  address?: string;
}

const sentences: Record<AccessLogType, (who: string, whom: string, told: Told) => string> = {
  PRINCIPAL_CREATED: (who, whom) => `${who} made ${whom} known.`,
  PRINCIPAL_UPDATED: (who, whom, { changed = [] }) => `${who} changed ${listed(changed)} of ${whom}.`,
  TOKEN_CREATED: (who, whom, { token }) => `${who} made the token “${token?.label ?? ''}” for ${whom}.`,
  TOKEN_REVOKED: (who, whom, { token }) => `${who} ended the token “${token?.label ?? ''}” of ${whom}.`,
  SUBJECT_LINKED: (who, whom, { subject = '' }) => `${who} linked the issuer’s subject ${subject} to ${whom}.`,
  SUBJECT_UNLINKED: (who, whom, { subject = '' }) => `${who} unlinked the issuer’s subject ${subject} from ${whom}.`,
  FIRST_LOGIN: (_who, whom) => `${whom} came through the issuer for the first time.`,
  CLAIMS_CHANGED: (_who, whom) => `The issuer’s claims about ${whom} changed what ${whom} may do.`,
  BREAK_GLASS_CREATED: (who, whom) => `${who} made a break-glass account for ${whom}.`,
  BREAK_GLASS_DELETED: (who, whom) => `${who} took the break-glass account of ${whom} away.`,
  BREAK_GLASS_USED: (_who, whom, { address = 'an unknown address' }) => `${whom} broke the glass, from ${address}.`,
  BREAK_GLASS_LOCKED: (_who, whom, { address = 'an unknown address' }) =>
    `The break-glass account of ${whom} was closed for some minutes after failed attempts, the last from ${address}.`,
};

/** One sentence for a person. */
export function accessSummary({ type, data }: AccessLogEntry, actorName: string): string {
  const told = data as Told;
  return sentences[type](actorName, told.principal?.name ?? 'somebody', told);
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'nothing' : words.join(', ');
}
