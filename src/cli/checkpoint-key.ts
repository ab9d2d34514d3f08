import type { Config } from '../config';
import { openCheckpointKey } from '../evidence/checkpoint-key';

/** Prints the public key of the checkpoints that this machine signs. */
export function printCheckpointKey({ dataDir }: Config): Promise<number> {
  process.stdout.write(openCheckpointKey(dataDir).publicKey);
  return Promise.resolve(0);
}
