import type { Checkpoint } from '../../src/evidence/checkpoint';
import { type IncidentHead, Signer } from '../../src/evidence/signer';

const incident = '00000000-0000-4000-8000-000000000001';
const hashOf = (position: number, log: string) => `${log}${position}`.padStart(64, '0');

/** A log that grows by hand, and the signer that looks at it. */
class Desk {
  position = 0;
  log = 'a';
  seconds = 0;
  isFull = false;
  signed: number[] = [];
  readonly hashes: string[] = [];
  readonly other: number[] = [];
  private readonly signer = new Signer({
    heads: () => Promise.resolve(this.heads()),
    hashAt: (_, position) => Promise.resolve(position <= this.position ? hashOf(position, this.log) : null),
    append: (places) => this.append(places),
    now: () => this.seconds * 1000,
    onOtherLog: (_, position) => this.other.push(position),
  });

  private heads(): IncidentHead[] {
    return [{ incident, position: this.position, logHead: hashOf(this.position, this.log) }];
  }

  private append(places: Omit<Checkpoint, 'key' | 'number'>[]): Promise<void> {
    if (this.isFull) return Promise.reject(new Error('full'));
    for (const { position, hash } of places) {
      this.signed.push(position);
      this.hashes.push(hash);
    }
    return Promise.resolve();
  }

  /** The positions that a look signs, at a moment and with the log at a position. */
  async look(seconds: number, position: number, all = false): Promise<number[]> {
    Object.assign(this, { seconds, position, signed: [] });
    await this.signer.look(all);
    return this.signed;
  }
}

test('signs a log at its first event, then after 100 events or a minute, and not again while nothing happens', async () => {
  const desk = new Desk();
  expect(await desk.look(0, 0)).toEqual([]);
  expect(await desk.look(1, 1)).toEqual([1]);
  expect(await desk.look(2, 100)).toEqual([]);
  expect(await desk.look(3, 101)).toEqual([101]);
  expect(await desk.look(4, 102)).toEqual([]);
  expect(await desk.look(62, 102)).toEqual([]);
  expect(await desk.look(63, 102)).toEqual([102]);
  expect(await desk.look(1000, 102)).toEqual([]);
  expect(await desk.look(1001, 103)).toEqual([103]);
  expect(await desk.look(1002, 999)).toEqual([999]);
});

test('signs what is left when it is told to end', async () => {
  const desk = new Desk();
  await desk.look(1, 1);
  expect(await desk.look(2, 7)).toEqual([]);
  expect(await desk.look(2, 7, true)).toEqual([7]);
  expect(await desk.look(2, 7, true)).toEqual([]);
});

test('tries again what could not be kept', async () => {
  const desk = new Desk();
  desk.isFull = true;
  await expect(desk.look(1, 1)).rejects.toThrow('full');
  await expect(desk.look(2, 1)).rejects.toThrow('full');
  desk.isFull = false;
  expect(await desk.look(3, 1)).toEqual([1]);
});

test.each([
  ['as long', 50],
  ['shorter', 20],
  ['longer', 150],
])(
  'tells a log that is another one than the one it signed, and signs that too: one that is %s',
  async (_, position) => {
    const desk = new Desk();
    await desk.look(1, 50);
    desk.log = 'b';
    expect(await desk.look(2, position)).toEqual([position]);
    expect(desk.other).toEqual([50]);
    expect(desk.hashes).toEqual([hashOf(50, 'a'), hashOf(position, 'b')]);
    expect(await desk.look(3, position)).toEqual([]);
  },
);
