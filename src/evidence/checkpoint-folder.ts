import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uuid } from '../domain/rows';
import { type Checkpoint, readCheckpoint } from './checkpoint';
import { readPublicKeys } from './checkpoint-key';
import type { Tell } from './entry';
import { linesOf } from './lines';

/** A checkpoint, and where it stands. */
export interface FoundCheckpoint {
  position: number;
  hash: string;
  time: string;
  place: string;
}

export interface FoundCheckpoints {
  byIncident: Map<Uuid, FoundCheckpoint[]>;
  /** Ids of the keys that their signatures were checked with. */
  keys: string[];
}

interface Trust {
  /** Files with the public keys to trust; those beside the checkpoints where there are none. */
  publicKeys: readonly string[];
  /** Faults: a line that is spoilt, missing, or signed by somebody else. */
  tell: Tell;
  /** What is as it should be and still worth knowing. */
  note: Tell;
}

/** Every checkpoint in a folder whose signature is right. */
export async function readCheckpoints(folder: string, { publicKeys, tell, note }: Trust): Promise<FoundCheckpoints> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The folder ${folder} can't be read (${error.code}).`);
  });
  const beside = names.filter((name) => /^key-[\w-]+\.pem$/.test(name)).map((name) => join(folder, name));
  const keys = readPublicKeys(publicKeys.length > 0 ? publicKeys : beside);
  const byIncident = new Map<Uuid, FoundCheckpoint[]>();
  for (const name of names.filter((each) => /^checkpoints-[\w-]+\.jsonl$/.test(each)).sort()) {
    for await (const { checkpoint, place } of checkpointsOf(join(folder, name), name, keys, { tell, note })) {
      const { incident, position, hash, time } = checkpoint;
      const found = byIncident.get(incident) ?? [];
      byIncident.set(incident, found);
      found.push({ position, hash, time, place });
    }
  }
  return { byIncident, keys: [...keys.keys()] };
}

async function* checkpointsOf(
  path: string,
  name: string,
  keys: ReadonlyMap<string, KeyObject>,
  { tell, note }: Pick<Trust, 'tell' | 'note'>,
): AsyncGenerator<{ checkpoint: Checkpoint; place: string }> {
  let [number, expected] = [0, 1];
  for await (const lines of linesOf(createReadStream(path) as AsyncIterable<Buffer>)) {
    for (const bytes of lines) {
      number++;
      const place = `line ${number} of ${name}`;
      const checkpoint = readCheckpoint(bytes.toString('utf8'), keys);
      if (typeof checkpoint !== 'string') {
        if (checkpoint.number !== expected) tell(`Before ${place}, checkpoints were taken out or put in.`);
        expected = checkpoint.number + 1;
        yield { checkpoint, place };
      } else if (bytes.at(-1) !== 0x0a) {
        note(`The last line of ${name} is torn: its writer was interrupted.`);
      } else {
        expected++;
        tell(`L${place.slice(1)} ${checkpoint}.`);
      }
    }
  }
}
