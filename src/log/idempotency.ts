import type { ClientBase } from 'pg';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import { refuseText } from '../domain/text';
import { type Answer, type Statement, Unmet, demanding, travel } from '../postgres/trip';
import { canonical, sha256 } from './canonical';

/** What an earlier command with the same key did: enough to answer it again. */
export interface Replay {
  incidentId: Uuid;
  firstPosition: number;
  lastPosition: number;
  answer: KeptItem[];
}

/** One object of a kept answer: the positions of its events, or why it was refused. */
export interface KeptItem {
  requested: string;
  objectId: Uuid | null;
  positions: number[];
  refusals: Refusal[];
}

/** The key of a command and the hash of what it asked for. */
export interface CommandKey {
  principalId: Uuid;
  key: string;
  mutation: string;
  inputHash: string;
}

// Longer keys are kept as their hash: an index holds no row of more than 2,704 bytes.
const longestKey = 200;

/** The key of a command, or null when it has none, or holds text that no rule takes: such a command was never done before. */
export function commandKey(principalId: Uuid, mutation: string, input: object): CommandKey | null {
  const { idempotencyKey, ...rest } = input as { idempotencyKey?: string | null };
  if (!idempotencyKey || refuseText(input)) return null;
  const key = idempotencyKey.length > longestKey ? sha256(idempotencyKey) : idempotencyKey;
  return { principalId, key, mutation, inputHash: sha256(mutation, canonical(plain(rest))) };
}

// Dates and the like as the JSON that the client sent.
function plain(input: object): unknown {
  return JSON.parse(JSON.stringify(input));
}

const find = {
  name: 'find-key',
  text: `SELECT incident_id AS "incidentId", first_position AS "firstPosition", last_position AS "lastPosition",
                answer, input_hash AS "inputHash"
           FROM blackstart.idempotency
          WHERE principal_id = $1 AND key = $2 AND at >= blackstart.now() - interval '30 days'`,
};

/** What a command did with this key in the last 30 days: null for nothing, MISMATCH when it was another command. */
export async function findReplay(client: ClientBase, key: CommandKey): Promise<Replay | 'MISMATCH' | null> {
  const [found] = await travel(client, [findKey(key)]);
  return found ? replayIn(found, key) : null;
}

/** The question whether a key was used in the last 30 days. */
export function findKey({ principalId, key }: CommandKey): Statement {
  return { ...find, values: [principalId, key] };
}

/** What the answer to that question says. */
export function replayIn({ rows }: Answer, key: CommandKey): Replay | 'MISMATCH' | null {
  const before = rows[0] as (Replay & { inputHash: string }) | undefined;
  if (!before) return null;
  return before.inputHash === key.inputHash ? before : 'MISMATCH';
}

// A key that somebody has taken meanwhile changes no row; so does one of his that he has not let go of 30 days ago.
const keep = {
  name: 'keep-key',
  text: demanding(
    `INSERT INTO blackstart.idempotency
                (principal_id, key, incident_id, mutation, input_hash, first_position, last_position, answer, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, blackstart.now())
         ON CONFLICT (principal_id, key) DO UPDATE SET
                incident_id = EXCLUDED.incident_id, mutation = EXCLUDED.mutation, input_hash = EXCLUDED.input_hash,
                first_position = EXCLUDED.first_position, last_position = EXCLUDED.last_position,
                answer = EXCLUDED.answer, at = EXCLUDED.at
          WHERE idempotency.at < EXCLUDED.at - interval '30 days'`,
    '1',
  ),
};

/**
 * Notes under the key what the command is about to do. It waits for a transaction that is taking the same key, and is not met
 * when that one succeeds.
 */
export function keepAnswer(key: CommandKey, incidentId: Uuid, answer: readonly KeptItem[]): Statement {
  const positions = answer.flatMap((item) => item.positions);
  return {
    ...keep,
    values: [
      ...[key.principalId, key.key, incidentId, key.mutation, key.inputHash],
      ...[Math.min(...positions), Math.max(...positions), JSON.stringify(answer)],
    ],
  };
}

/** Whether another transaction took the key after it was looked up: what it did is found by the next attempt. */
export function isKeyTaken(error: unknown): boolean {
  return error instanceof Unmet && error.statement === keep.name;
}
