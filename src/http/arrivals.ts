import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../access/directory';

/** What was found out of a request before the framework saw it; each part is asked for once, whoever needs it again. */
export interface Arrival {
  /** Whom the door has let in; rejects with what refuses him. */
  viewer: Promise<Viewer>;
  /** Its body; null where nobody has begun to read it. */
  body: Promise<Buffer> | null;
}

/** The requests that came by the hatch and went on from there. */
export class Arrivals {
  readonly #known = new WeakMap<IncomingMessage, Arrival>();

  note(request: IncomingMessage, arrival: Arrival): void {
    this.#known.set(request, arrival);
  }

  of(request: IncomingMessage): Arrival | undefined {
    return this.#known.get(request);
  }
}
