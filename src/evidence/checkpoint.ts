import { type KeyObject, sign, verify } from 'node:crypto';
import type { Uuid } from '../domain/rows';
import { canonical } from '../log/canonical';

const format = 'blackstart-checkpoint/v1';
/** What a checkpoint says is shown on terminals, also where nobody vouches for it. */
const plain = /^[\w:.-]{1,100}$/;

/** A signed statement: at this time, by the clock of who signed, the log of an incident had this hash at this position. */
export interface Checkpoint {
  incident: Uuid;
  position: number;
  hash: string;
  time: string;
  /** Id of the key that signed it. */
  key: string;
  /** 1, 2, 3 … within its file, so that one that was taken out leaves a gap. */
  number: number;
}

/** The line of a checkpoint; the signature is over the canonical text (RFC 8785) of all the rest. */
export function sealCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): string {
  const signature = sign(null, signedText(checkpoint), privateKey).toString('base64url');
  return lineOf(checkpoint, signature);
}

/** The checkpoint of a line, or what is wrong with it, to be read after "line 7 of FILE". */
export function readCheckpoint(line: string, keys: ReadonlyMap<string, KeyObject>): Checkpoint | string {
  const { checkpoint, signature } = parsed(line);
  if (!checkpoint || lineOf(checkpoint, signature) !== line) return 'is not a checkpoint';
  const key = keys.get(checkpoint.key);
  if (!key) return `is signed with the key ${checkpoint.key}, which is not among those to trust`;
  const bytes = Buffer.from(signature, 'base64url');
  // several texts stand for the same bytes
  const isSound = bytes.toString('base64url') === signature && verify(null, signedText(checkpoint), key, bytes);
  return isSound ? checkpoint : 'has a signature that is not that of its key';
}

function signedText({ incident, position, hash, time, key, number }: Checkpoint): Buffer {
  return Buffer.from(canonical({ format, incident, position, hash, time, key, number }), 'utf8');
}

function lineOf({ incident, position, hash, time, key, number }: Checkpoint, signature: string): string {
  return `${canonical({ format, incident, position, hash, time, key, number, signature })}\n`;
}

function parsed(line: string): { checkpoint: Checkpoint | null; signature: string } {
  try {
    const said = JSON.parse(line) as Checkpoint & { signature: string };
    const { incident, position, hash, time, key, number, signature } = said;
    const isOne = [incident, hash, time, key, signature].every((part) => typeof part === 'string' && plain.test(part));
    const isCounted = Number.isSafeInteger(position) && Number.isSafeInteger(number);
    return { checkpoint: isOne && isCounted ? { incident, position, hash, time, key, number } : null, signature };
  } catch {
    return { checkpoint: null, signature: '' };
  }
}
