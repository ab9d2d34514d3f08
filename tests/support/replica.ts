import { gql } from './client';
import { dataOf } from './desk';
import { type Ended, sit, wayToLeave } from './resuming';
import type { RunningServer } from './process';

const facts = `key version state overdue containment { status missingChecks }
  blockers { kind system { key } cause { key } milestone { key } hold { id } missingChecks }`;
const look = `query ($incident: ID!, $atLeast: Int) { incident(id: $incident, atLeast: $atLeast) {
  position logHead systems(first: 500, orderBy: NAME) { nodes { ${facts} } } } }`;
const follow = `subscription ($incident: ID!, $after: Int, $afterHash: String) {
  systemChanged(incident: $incident, after: $after, afterHash: $afterHash) {
    position logHead removed systemId system { ${facts} } } }`;

/** What is known of one system, as a query or a change tells it. */
export interface KnownSystem {
  key: string;
  version: number;
  [fact: string]: unknown;
}

export interface Picture {
  position: number;
  logHead: string;
  systems: Map<string, KnownSystem>;
}

/** All systems of an incident, as a query tells them. */
export async function drawPicture(
  { url }: { url: string },
  token: string,
  incident: string,
  atLeast?: number,
): Promise<Picture> {
  const { incident: read } = dataOf(await gql(url, token, look, { incident, atLeast }));
  const systems = new Map<string, KnownSystem>(read.systems.nodes.map((system: KnownSystem) => [system.key, system]));
  return { position: read.position, logHead: read.logHead, systems };
}

/** A client that drew its picture once, and keeps it up to date by what it hears, over sockets that end all the time. */
export class Replica {
  sittings = 0;
  private stopped = false;
  private gate: { open: Promise<void>; arrived: () => void } | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly ends: Ended[] = [];

  constructor(
    private readonly parts: {
      serving: () => Promise<RunningServer>;
      token: string;
      incident: string;
      /** After how many answers it leaves. */
      patience: () => number;
    },
    readonly picture: Picture,
  ) {}

  start(): void {
    this.running = this.followOn();
  }

  /** Lets it leave with the next thing that it hears, and stay away until it is called back. */
  sendAway(): { isAway: Promise<void>; callBack: () => void } {
    let callBack: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (callBack = resolve));
    const isAway = new Promise<void>((arrived) => (this.gate = { open, arrived }));
    return { isAway, callBack };
  }

  /** How its sockets ended that it did not leave by itself, nor lost. */
  get errors(): Ended[] {
    return this.ends.filter((ended) => ended !== 'LEFT' && ended !== 'LOST');
  }

  /** Resolves when it has left; it leaves with the next thing that it hears. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async followOn(): Promise<void> {
    const { serving, token, incident, patience } = this.parts;
    while (!this.stopped) {
      await this.waitAtGate();
      const { wsUrl } = await serving();
      let left = patience();
      const { position: after, logHead: afterHash } = this.picture;
      const take = (data: any) => {
        this.take(data.systemChanged);
        return --left > 0 && !this.stopped && !this.gate;
      };
      const variables = { incident, after, afterHash };
      const leaving = wayToLeave(this.sittings++);
      this.ends.push(await sit({ wsUrl, token, query: follow, variables, leaving, take }));
    }
  }

  private async waitAtGate(): Promise<void> {
    const { gate } = this;
    if (!gate) return;
    gate.arrived();
    await gate.open;
    this.gate = undefined;
  }

  private take(change: { position: number; logHead: string; system: KnownSystem }): void {
    this.picture.position = change.position;
    this.picture.logHead = change.logHead;
    this.picture.systems.set(change.system.key, change.system);
  }
}
