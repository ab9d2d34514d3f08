import type { RecoveryEvent } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import { advance } from './apply';
import type { Board } from './board';
import type { CatalogueEntry } from './catalogue';
import { excess } from './excess';
import { Timeline } from './timeline';
import { UnreadableLog } from './unreadable';

interface Parts {
  /** Reads a board from Postgres, by UUID; null when there is none. */
  load(incidentId: Uuid): Promise<Board | null>;
  /** Looks an incident up in Postgres by its key. */
  lookUp(key: string): Promise<Uuid | null>;
  /** The time of the database, as well as this process knows it. */
  now(): Instant;
  /** How many systems all boards in memory may have together before the ones not asked for longest go. */
  mostSystems: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const nobody = '00000000-0000-0000-0000-000000000000'; // the UUID of no incident
const key = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The boards in memory: finds, moves forward and evicts them. */
export class Keeper {
  private readonly timelines = new Map<Uuid, Timeline>();
  private readonly loading = new Map<Uuid, Promise<Timeline | null>>();
  private catalogue: readonly CatalogueEntry[] = [];
  private readonly idByKey = new Map<string, Uuid>();
  private readonly closed = new Map<Uuid, UnreadableLog>();
  /** Hears of each incident that is closed off. */
  onClosed: (fault: UnreadableLog) => void = () => undefined;
  /** Hears of each plan that comes into memory: a board that was loaded, or one whose plan changed. */
  onPlan: (board: Board) => void = () => undefined;

  constructor(private readonly parts: Parts) {}

  /** The board of an incident, by UUID or key, loaded if need be; null when there is no such incident. */
  async find(idOrKey: string): Promise<Board | null> {
    const loaded = this.loaded(idOrKey);
    if (loaded) return loaded;
    const timeline = await this.timelineOf(idOrKey);
    return timeline && this.present(timeline);
  }

  /**
   * The same for who may read only some: null for the others too, after as long as where there is none, and with the same
   * failure while Postgres is away.
   */
  async findFor(idOrKey: string, mayRead: (id: Uuid) => boolean): Promise<Board | null> {
    const id = this.idOf(idOrKey);
    const isHidden = id !== null && !mayRead(id) && this.catalogue.some((entry) => entry.id === id);
    const board = isHidden ? await this.findNone(idOrKey) : await this.find(idOrKey);
    return board && mayRead(board.id) ? board : null;
  }

  private async findNone(idOrKey: string): Promise<null> {
    await (uuid.test(idOrKey) ? this.parts.load(nobody) : this.parts.lookUp(''));
    return null;
  }

  /** The board of an incident if it is in memory; asks nobody. */
  loaded(idOrKey: string): Board | undefined {
    const timeline = this.timelines.get(this.idOf(idOrKey) ?? '');
    return timeline && this.present(timeline);
  }

  /** The time of the database, as well as this process knows it. */
  now(): Instant {
    return this.parts.now();
  }

  /** Every incident, the newest declaration first. */
  incidents(): readonly CatalogueEntry[] {
    return this.catalogue;
  }

  /** The boards in memory. */
  boards(): Board[] {
    return [...this.timelines.values()].map((timeline) => timeline.board);
  }

  /** The board once it has reached a position, or NOT_REACHED after some milliseconds. */
  async waitFor(idOrKey: string, atLeast: number, milliseconds: number): Promise<Board | null | 'NOT_REACHED'> {
    const board = await this.find(idOrKey);
    if (!board || board.position >= atLeast) return board;
    const signal = AbortSignal.timeout(milliseconds);
    while (!signal.aborted) {
      const timeline = await this.timelineOf(board.id);
      if (!timeline) return null;
      if (timeline.board.position >= atLeast) return this.present(timeline);
      const leave = timeline.follow(); // one that is waited for stays in memory
      await timeline.moved(signal);
      leave();
    }
    return 'NOT_REACHED';
  }

  /** The timeline of an incident: its board and the recent steps that led there. */
  async timelineOf(idOrKey: string): Promise<Timeline | null> {
    const id = this.idOf(idOrKey) ?? (await this.lookUp(idOrKey));
    if (id === null) return null;
    const fault = this.closed.get(id);
    if (fault) throw fault;
    return this.timelines.get(id) ?? this.load(id);
  }

  /** Takes over committed events with the boards after them; those that it has already are passed over. */
  adopt(steps: readonly { event: RecoveryEvent; board: Board }[]): void {
    for (const { event, board } of steps) {
      const timeline = this.timelines.get(board.id);
      if (!timeline && event.position === 1) this.keep(new Timeline(board));
      if (!timeline) continue;
      const isOtherPlan = timeline.board.state.topology !== board.state.topology;
      timeline.add(event, board);
      if (isOtherPlan) this.onPlan(board);
    }
  }

  /** Forgets an incident whose log is not the one that its board followed; its followers end as forked. */
  fork(incidentId: Uuid): void {
    this.timelines.get(incidentId)?.fork();
    this.timelines.delete(incidentId);
  }

  /** The incidents that are closed off, by UUID. */
  get closedOff(): ReadonlyMap<Uuid, UnreadableLog> {
    return this.closed;
  }

  /** Closes an incident off until this process ends: whoever follows it or asks for it gets the fault. */
  closeOff(fault: UnreadableLog): void {
    const { incidentId } = fault;
    this.timelines.get(incidentId)?.fork(fault);
    this.timelines.delete(incidentId);
    if (this.closed.has(incidentId)) return;
    this.closed.set(incidentId, fault);
    this.onClosed(fault);
  }

  /** Replaces the catalogue. */
  list(catalogue: readonly CatalogueEntry[]): void {
    this.catalogue = catalogue;
    this.idByKey.clear();
    for (const entry of catalogue) this.idByKey.set(entry.key, entry.id);
  }

  /** Moves every board to the present moment, so that followers learn what the clock changed. */
  tick(): void {
    for (const timeline of this.timelines.values()) this.advance(timeline);
  }

  private present(timeline: Timeline): Board {
    timeline.usedAt = Date.now();
    this.advance(timeline);
    return timeline.board;
  }

  private advance(timeline: Timeline): void {
    timeline.advance((board) => advance(board, this.parts.now()));
  }

  private idOf(idOrKey: string): Uuid | null {
    return uuid.test(idOrKey) ? idOrKey.toLowerCase() : (this.idByKey.get(idOrKey) ?? null);
  }

  private async lookUp(name: string): Promise<Uuid | null> {
    return key.test(name) ? this.parts.lookUp(name) : null;
  }

  private async load(id: Uuid): Promise<Timeline | null> {
    let loading = this.loading.get(id);
    if (!loading) {
      loading = this.parts
        .load(id)
        .then((board) => board && (this.timelines.get(id) ?? this.keep(new Timeline(board))))
        .catch((error: unknown) => {
          if (error instanceof UnreadableLog) this.closeOff(error);
          throw error;
        })
        .finally(() => this.loading.delete(id));
      this.loading.set(id, loading);
    }
    return loading;
  }

  private keep(timeline: Timeline): Timeline {
    this.timelines.set(timeline.board.id, timeline);
    this.evict(timeline);
    this.onPlan(timeline.board);
    return timeline;
  }

  private evict(newest: Timeline): void {
    for (const timeline of excess([...this.timelines.values()], newest, this.parts.mostSystems)) {
      this.timelines.delete(timeline.board.id);
    }
  }
}
