import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../access/directory';
import type { Question } from './question';

/** What was found out of a request before the framework saw it; each part is asked for once, whoever needs it again. */
export interface Arrival {
  /** Whom the door has let in; rejects with what refuses him. */
  viewer: Promise<Viewer>;
  /** Its body; null where nobody has begun to read it. */
  body: Promise<Buffer> | null;
  /** What the body says, where that was read. */
  json?: unknown;
  /** The question in it, null where there is none that may be kept. */
  question?: Question | null;
}

const arrival = Symbol('arrival');

interface Arrived extends IncomingMessage {
  [arrival]?: Arrival;
}

/** Leaves a note on a request that goes on to the framework. */
export function noteArrival(request: Arrived, found: Arrival): void {
  request[arrival] = found;
}

/** The note on a request that came by the hatch. */
export function arrivalOf(request: Arrived): Arrival | undefined {
  return request[arrival];
}
