import { setTimeout as pause } from 'node:timers/promises';
import { type Request, Wire, bytesOf, textOf } from './wire';

/** How long answers took: requests a second, and the slow ones. */
export interface Pace {
  count: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/** The same request by some clients at once, for a while. */
export interface Repeat {
  kind: 'REPEAT';
  port: number;
  request: Request;
  clients: number;
  milliseconds: number;
  /** Writes beside the readers: one each so many milliseconds. */
  beside?: Pick<Drip, 'every' | 'writes'>;
}

/** Requests in lanes, each lane one after the other; with `read`, that is asked after each of them and timed. */
export interface Steps {
  kind: 'STEPS';
  port: number;
  lanes: Request[][];
  read?: Request;
}

/** Writes of one client, one each so many milliseconds. */
export interface Drip {
  kind: 'DRIP';
  port: number;
  every: number;
  writes: Request[];
}

/** One request, for what it answers. */
export interface Ask {
  kind: 'ASK';
  port: number;
  request: Request;
}

export interface Paced {
  pace: Pace;
  /** How many writes were done. */
  writes: number;
}

export async function repeat({ port, request, clients, milliseconds, beside }: Repeat): Promise<Paced> {
  const bytes = bytesOf(request);
  const times: number[] = [];
  const started = performance.now();
  const until = started + milliseconds;
  let isOver = false;
  const reader = async (): Promise<void> => {
    const wire = await Wire.open(port);
    while (performance.now() < until) times.push(await timedRead(wire, bytes));
    wire.close();
  };
  const writing = beside ? writeBeside(port, beside, () => isOver) : Promise.resolve(0);
  await Promise.all(Array.from({ length: clients }, reader));
  const elapsed = performance.now() - started;
  isOver = true;
  return { pace: paceOf(times, elapsed), writes: await writing };
}

export function drip({ port, ...writing }: Drip): Promise<number> {
  return writeBeside(port, writing, () => false);
}

async function writeBeside(
  port: number,
  { every, writes }: Pick<Drip, 'every' | 'writes'>,
  isOver: () => boolean,
): Promise<number> {
  const wire = await Wire.open(port);
  const started = performance.now();
  let done = 0;
  for (const write of writes) {
    await pause(Math.max(0, started + done * every - performance.now()));
    if (isOver()) break;
    await doWrite(wire, bytesOf(write));
    done++;
  }
  wire.close();
  return done;
}

export async function steps({ port, lanes, read }: Steps): Promise<Paced> {
  const times: number[] = [];
  let writes = 0;
  const started = performance.now();
  const reading = read && bytesOf(read);
  const lane = async (list: Request[]): Promise<void> => {
    const wire = await Wire.open(port);
    for (const write of list) {
      const from = performance.now();
      await doWrite(wire, bytesOf(write));
      writes++;
      times.push(reading ? await timedRead(wire, reading) : performance.now() - from);
    }
    wire.close();
  };
  await Promise.all(lanes.map(lane));
  // with reads between the writes, their pace is that of the reads alone: there is one client then
  const elapsed = reading ? times.reduce((sum, one) => sum + one, 0) : performance.now() - started;
  return { pace: paceOf(times, elapsed), writes };
}

export async function ask({ port, request }: Ask): Promise<string> {
  const wire = await Wire.open(port);
  const reply = await wire.ask(bytesOf(request));
  wire.close();
  const text = textOf(reply);
  if (reply.status !== 200) throw new Error(`${reply.status}: ${text.slice(0, 2000)}`);
  return text;
}

async function timedRead(wire: Wire, bytes: Buffer): Promise<number> {
  const from = performance.now();
  const reply = await wire.ask(bytes);
  const took = performance.now() - from;
  const start = reply.chunks[0]?.toString('latin1', 0, 16) ?? '';
  if (reply.status !== 200 || !start.startsWith('{"data"'))
    throw new Error(`${reply.status}: ${textOf(reply).slice(0, 500)}`);
  return took;
}

async function doWrite(wire: Wire, bytes: Buffer): Promise<void> {
  const reply = await wire.ask(bytes);
  const text = textOf(reply);
  const isRefused = text.includes('"errors"') || /"userErrors":\[[^\]]/.test(text);
  if (reply.status !== 200 || isRefused) throw new Error(`a write was refused: ${text.slice(0, 500)}`);
}

function paceOf(times: number[], elapsed: number): Pace {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { count: times.length, perSecond: (times.length / elapsed) * 1000, p50: at(0.5), p99: at(0.99) };
}
