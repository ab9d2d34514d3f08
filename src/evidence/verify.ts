import { Chain } from './chain';
import type { FoundCheckpoint } from './checkpoint-folder';
import type { LogSource, Tell } from './entry';
import { Signed } from './signed';

/** What was found of one log, beside the faults that were told. */
export interface Verdict {
  events: number;
  /** Of the last event. */
  position: number;
  /** The highest position that a checkpoint vouches for; null where none was asked. */
  signedUpTo: number | null;
}

/** Checks a log, and whether it is the one that was signed where `checkpoints` are given, and tells each fault. */
export async function verifyLog(
  { incident, heads, entries }: LogSource,
  checkpoints: readonly FoundCheckpoint[] | null,
  tell: Tell,
  onProgress: (events: number) => void = () => undefined,
): Promise<Verdict> {
  const chain = new Chain(incident, tell);
  const signed = new Signed(checkpoints ?? [], tell);
  for await (const some of entries) {
    for (const entry of some) {
      chain.add(entry);
      if ('hash' in entry) signed.meet(entry.position, entry.hash);
    }
    onProgress(chain.events);
  }
  chain.end(heads);
  signed.end();
  if (checkpoints?.length === 0 && chain.events > 0) tell('No checkpoint vouches for this log.');
  const { events, position } = chain;
  return { events, position, signedUpTo: checkpoints && signed.upTo };
}
