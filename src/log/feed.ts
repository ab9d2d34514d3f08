import type { Pool } from 'pg';
import type { Board } from '../board/board';
import type { Keeper } from '../board/keeper';
import { applyRead, UnreadableLog } from '../board/unreadable';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { DatabaseClock } from './clock';
import { type Head, readHeads } from './heads';
import { Looks } from './looks';
import { Notices } from './notices';
import { readEvents } from './read';

interface Parts {
  pool: Pool;
  keeper: Keeper;
  clock: DatabaseClock;
  /** Where to LISTEN, or null to live by the poll alone. */
  listenUrl: string | null;
  pollMilliseconds: number;
  onError: (error: unknown) => void;
}

const coalescedMilliseconds = 20;
const eventsAtOnce = 256;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * What happens in other processes, brought to this one's boards: a notice wakes, a poll of the heads looks anyway, and the
 * table alone says what happened. It is also how this process's own events leave.
 */
export class Feed {
  private timer: NodeJS.Timeout | undefined;
  private readonly notices: Notices;
  private readonly unsent = new Set<Uuid>();
  private sending: NodeJS.Timeout | undefined;
  private readonly catching = new Map<Uuid, Promise<void>>();
  private readonly looks: Looks<Uuid>;
  private stopped = false;
  private polledAt = 0;
  /** When this process last learnt of an event, its own or another's, on the clock of `performance.now()`. */
  learntAt = 0;
  /** What is done after each look at the heads; the next look waits for it. */
  onPoll: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly parts: Parts) {
    this.notices = new Notices(parts.listenUrl, parts.pool, (payload) => this.hear(payload));
    this.looks = new Looks({
      lookAt: (id) => this.catchUp(id),
      lookAtAll: () => this.poll(),
      onError: parts.onError,
    });
  }

  get keeper(): Keeper {
    return this.parts.keeper;
  }

  get pool(): Pool {
    return this.parts.pool;
  }

  /** When Postgres last answered this feed, in milliseconds of the process's clock; 0 = never. */
  get answeredAt(): number {
    return this.polledAt;
  }

  /** Reads all heads once, then keeps looking. */
  async start(): Promise<void> {
    await this.poll();
    await this.notices.listen();
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.sending);
    this.looks.stop();
    await this.notices.stop();
  }

  /** Takes over events that were committed here, then tells the other processes to look. */
  publish(steps: readonly { event: RecoveryEvent; board: Board }[]): void {
    this.learntAt = performance.now();
    this.keeper.adopt(steps);
    for (const { event } of steps) this.unsent.add(event.incidentId);
    this.notifySoon();
  }

  /** Brings an incident's board up to its log, or drops it when the log is another one. */
  async catchUp(incidentId: Uuid): Promise<void> {
    let catching = this.catching.get(incidentId);
    if (!catching) {
      catching = this.readOrCloseOff(incidentId).finally(() => this.catching.delete(incidentId));
      this.catching.set(incidentId, catching);
    }
    return catching;
  }

  /** Looks at every head: what moved is read, what moved back or elsewhere is dropped, the catalogue is made anew. */
  async poll(): Promise<void> {
    const known = new Map(this.keeper.boards().map((board) => [board.id, board]));
    const heads = await readHeads(this.pool, this.parts.clock);
    this.polledAt = Date.now();
    this.keeper.list(heads);
    const byId = new Map(heads.map((head) => [head.id, head]));
    const failures: unknown[] = [];
    for (const board of known.values()) {
      const head = byId.get(board.id);
      if (!head || isElsewhere(head, board)) this.keeper.fork(board.id);
      else if (head.position > board.position) await this.catchUp(board.id).catch((error) => failures.push(error));
    }
    this.keeper.tick();
    if (failures.length > 0) throw failures[0]; // the others were looked at all the same
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.look(), this.parts.pollMilliseconds);
  }

  private async look(): Promise<void> {
    try {
      await this.poll();
      this.notices.listen().catch(this.parts.onError); // the poll needs no listener, and waits for none
    } catch (error) {
      this.parts.onError(error);
      this.keeper.tick();
    }
    await this.onPoll();
    this.schedule();
  }

  // An incident that can't be read is told once, by what closes it off; it is no failure of the look.
  private async readOrCloseOff(incidentId: Uuid): Promise<void> {
    try {
      await this.readOn(incidentId);
    } catch (error) {
      if (!(error instanceof UnreadableLog)) throw error;
      this.keeper.closeOff(error);
    }
  }

  private async readOn(incidentId: Uuid): Promise<void> {
    for (;;) {
      const board = this.keeper.loaded(incidentId);
      if (!board) return void (await this.keeper.find(incidentId));
      const events = await readEvents(this.pool, incidentId, board.position, eventsAtOnce);
      if (events.length === 0) return this.checkEnd(board);
      if (!this.applyAll(board, events)) return this.keeper.fork(incidentId);
      if (events.length < eventsAtOnce) return;
    }
  }

  // No event after the board's: then its own must still be there, with its hash.
  private async checkEnd(board: Board): Promise<void> {
    const [last] = await readEvents(this.pool, board.id, board.position - 1, 1);
    if (last?.hash !== board.logHead) this.keeper.fork(board.id);
  }

  private applyAll(board: Board, events: readonly RecoveryEvent[]): boolean {
    let present = board;
    for (const event of events) {
      if (event.previousHash !== present.logHead) return false;
      present = applyRead(present, event);
      this.learntAt = performance.now();
      this.keeper.adopt([{ event, board: present }]);
    }
    return true;
  }

  // One notice at a time: what happens meanwhile is told by the next.
  private notifySoon(): void {
    if (!this.stopped) this.sending ??= setTimeout(() => void this.notify(), coalescedMilliseconds);
  }

  private async notify(): Promise<void> {
    const ids = [...this.unsent];
    this.unsent.clear();
    await this.notices.tell(ids).catch(this.parts.onError);
    this.sending = undefined;
    if (this.unsent.size > 0) this.notifySoon();
  }

  private hear(payload: string): void {
    if (!uuid.test(payload)) return;
    const incidentId = payload.toLowerCase();
    if (this.keeper.loaded(incidentId)) this.looks.ask(incidentId);
    else this.looks.askForAll();
  }
}

function isElsewhere(head: Head, board: Board): boolean {
  return head.position < board.position || (head.position === board.position && head.logHead !== board.logHead);
}
