import { type Refusal, refuse } from './refusal';
import type { Evidence, Instant } from './rows';

export interface EvidenceInput {
  label: string;
  uri?: string | null;
  sha256?: string | null;
  tool?: string | null;
  collectedAt?: Instant | null;
}

// An event's data stays under 64 KiB, whatever proves it.
const mostItems = 20;
const longest = { label: 500, uri: 1500, tool: 200 };

/** Refuses evidence that is too much, too long, without a label, or whose hash is none. */
export function refuseEvidence(evidence: readonly EvidenceInput[] | null | undefined): Refusal | null {
  if (!evidence) return null;
  if (evidence.length > mostItems) {
    return refuse('INVALID_INPUT', `At most ${mostItems} items of evidence; link to a folder instead.`, ['evidence']);
  }
  for (const [index, item] of evidence.entries()) {
    const at = (field: string, message: string): Refusal =>
      refuse('INVALID_INPUT', message, ['evidence', String(index), field]);
    if (item.label.trim() === '') return at('label', 'Evidence needs a label.');
    for (const [field, most] of Object.entries(longest)) {
      const text = item[field as keyof typeof longest];
      if (text && text.length > most) return at(field, `${field} is longer than ${most} characters.`);
    }
    if (item.sha256 && !/^[0-9a-fA-F]{64}$/.test(item.sha256)) return at('sha256', 'sha256 is 64 hexadecimal digits.');
  }
  return null;
}

/** Evidence as it is kept: every field there, the hash in lower case. */
export function evidenceOf(evidence: readonly EvidenceInput[] | null | undefined): Evidence[] {
  return (evidence ?? []).map((item) => ({
    label: item.label,
    uri: item.uri ?? null,
    sha256: item.sha256?.toLowerCase() ?? null,
    tool: item.tool ?? null,
    collectedAt: item.collectedAt ?? null,
  }));
}
