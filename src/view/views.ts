import { setImmediate } from 'node:timers/promises';
import type { Board } from '../board/board';
import { mayRead } from '../domain/permission';
import type { RequestContext } from './context';
import { requestError } from './errors';
import { View } from './view';

const longestWait = 2000;

/** What one request asks of one incident, gathered before its board is taken. */
interface Look {
  atLeast: number;
  view: Promise<View | null>;
}

/** The incidents as one request sees them: one board of each, from its first field to its last. */
export class Views {
  readonly #looks = new Map<string, Look>();
  readonly #seen: Board[] = [];
  #missed = false;
  #isAlone = false;

  constructor(private readonly context: RequestContext) {}

  /**
   * The view of an incident by UUID or key; null when there is none, or the viewer may not see it. `atLeast`: waits up to
   * two seconds until the board has that position, else POSITION_NOT_REACHED.
   */
  async find(idOrKey: string, atLeast?: number | null): Promise<View | null> {
    const view = await this.#look(this.#idOf(idOrKey), atLeast ?? 0);
    if (view && view.board.position < (atLeast ?? 0)) throw notReached(view.board, atLeast ?? 0);
    return view;
  }

  /** Says that one field asks, and no other: nothing has to be gathered. */
  expectOne(): void {
    this.#isAlone = true;
  }

  /** The view of a board that a command or a follower has just brought; from here on the request sees this one. */
  show(board: Board): View {
    const view = new View(board, this.context);
    this.#looks.set(board.id, { atLeast: board.position, view: Promise.resolve(view) });
    return view;
  }

  /** The boards that were looked at, where every incident that was asked for is there; none otherwise. */
  get boards(): readonly Board[] {
    return this.#missed ? [] : this.#seen;
  }

  // By either name the same view; a name that the viewer may not know stays as it is.
  #idOf(name: string): string {
    const { keeper, viewer } = this.context;
    const known = keeper.incidents().find(({ id, key }) => id === name.toLowerCase() || key === name);
    return known && mayRead(viewer, known.id) ? known.id : name;
  }

  // All root fields of a query ask before the first board is taken, so that one board serves the highest `atLeast`.
  #look(id: string, atLeast: number): Promise<View | null> {
    const known = this.#looks.get(id);
    if (known) {
      known.atLeast = Math.max(known.atLeast, atLeast);
      return known.view;
    }
    const look = { atLeast } as Look;
    this.#looks.set(id, look);
    return (look.view = this.#isAlone ? this.#take(id, look) : setImmediate().then(() => this.#take(id, look)));
  }

  async #take(name: string, look: Look): Promise<View | null> {
    const board = this.#here(name, look.atLeast) ?? (await this.#board(name, look.atLeast));
    if (!board) {
      this.#missed = true;
      return null;
    }
    const other = this.#looks.get(board.id) ?? look;
    this.#looks.set(board.id, other);
    if (other !== look) return other.view;
    this.#seen.push(board);
    return new View(board, this.context);
  }

  #here(name: string, atLeast: number): Board | null {
    const board = this.context.keeper.loaded(name);
    return board && mayRead(this.context.viewer, board.id) && board.position >= atLeast ? board : null;
  }

  // Who may see it is known before anything waits: how long an answer takes must not tell that a hidden incident is there.
  async #board(name: string, atLeast: number): Promise<Board | null> {
    const { keeper, viewer } = this.context;
    const board = await keeper.findFor(name, (id) => mayRead(viewer, id));
    if (!board || board.position >= atLeast) return board;
    const reached = await keeper.waitFor(board.id, atLeast, longestWait);
    return reached === 'NOT_REACHED' ? keeper.find(board.id) : reached;
  }
}

function notReached(board: Board, atLeast: number): Error {
  const message = `Position ${atLeast} of ${board.incident.key} is not there after ${longestWait} ms; it is at ${board.position}.`;
  return requestError('POSITION_NOT_REACHED', message, { position: board.position });
}
