import { setImmediate as nextTurn } from 'node:timers/promises';
import { LaneFull, Lanes, type Turns } from '../../src/log/lane';

/** Turns that end when the test says so. */
class Desk implements Turns<string, string> {
  readonly turns: { asked: readonly string[]; end: (error?: Error) => void }[] = [];
  constructor(readonly most: number) {}

  readonly take = (asked: readonly string[]): Promise<string>[] => {
    let end: (error?: Error) => void = () => undefined;
    const over = new Promise<void>((resolve, reject) => (end = (error) => (error ? reject(error) : resolve())));
    this.turns.push({ asked, end });
    return asked.map((word) => over.then(() => `${word}!`));
  };

  get asked(): string[] {
    return this.turns.map(({ asked }) => asked.join(' '));
  }
}

let lanes: Lanes;
beforeEach(() => {
  lanes = new Lanes();
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const ask = (desk: Desk, ...words: string[]) => words.map((word) => lanes.run('one', word, desk));

describe('a lane', () => {
  it('lets those who came together begin together, and those who came meanwhile after them, so many at a time', async () => {
    const desk = new Desk(3);
    const first = ask(desk, 'a', 'b');
    await nextTurn();
    const later = ask(desk, 'c', 'd', 'e', 'f');
    for (const at of [0, 1, 2]) {
      expect(desk.turns).toHaveLength(at + 1);
      desk.turns[at]!.end();
      await nextTurn();
    }
    expect(desk.asked).toEqual(['a b', 'c d e', 'f']);
    expect(await Promise.all([...first, ...later])).toEqual(['a!', 'b!', 'c!', 'd!', 'e!', 'f!']);
  });

  it('keeps the order in which they came, and lets those of one kind only share a turn', async () => {
    const [many, single] = [new Desk(9), new Desk(1)];
    const answers = [...ask(many, 'a', 'b'), ...ask(single, 'c', 'd'), ...ask(many, 'e', 'f')];
    const order: string[] = [];
    for (const [place, answer] of answers.entries()) void answer.then(() => order.push('abcdef'[place]!));
    for (const [desk, at] of [
      [many, 0],
      [single, 0],
      [single, 1],
      [many, 1],
    ] as const) {
      await nextTurn();
      desk.turns[at]!.end();
    }
    await Promise.all(answers);
    expect([many.asked, single.asked, order.join('')]).toEqual([['a b', 'e f'], ['c', 'd'], 'abcdef']);
  });

  it('does not make one incident wait for another', async () => {
    const desk = new Desk(1);
    void lanes.run('one', 'a', desk);
    void lanes.run('other', 'b', desk);
    await nextTurn();
    expect(desk.asked).toEqual(['a', 'b']);
  });

  it('ends the wait of all with the outage that a turn met, and goes on with those who come later', async () => {
    const desk = new Desk(1);
    const answers = ask(desk, 'a', 'b', 'c');
    const outage = Object.assign(new Error('nobody there'), { code: 'ECONNREFUSED' });
    const refused = Promise.all(answers.map((answer) => expect(answer).rejects.toBe(outage)));
    await nextTurn();
    desk.turns[0]!.end(outage);
    await refused;
    const [later] = ask(desk, 'd');
    await nextTurn();
    desk.turns[1]!.end();
    expect([await later, desk.asked]).toEqual(['d!', ['a', 'd']]);
  });

  it('goes on with the others after an error that is not one of an outage', async () => {
    const desk = new Desk(1);
    const [one, other] = ask(desk, 'a', 'b');
    const refused = expect(one).rejects.toThrow('a bug');
    await nextTurn();
    desk.turns[0]!.end(new Error('a bug'));
    await refused;
    await nextTurn();
    desk.turns[1]!.end();
    expect(await other).toBe('b!');
  });

  it('tells who waited for ten seconds that it is full, and does not begin his turn then', async () => {
    const desk = new Desk(1);
    const [first] = ask(desk, 'a');
    await nextTurn();
    const [late] = ask(desk, 'b');
    jest.advanceTimersByTime(9_999);
    const [next] = ask(desk, 'c');
    const refused = expect(late).rejects.toThrow(LaneFull);
    jest.advanceTimersByTime(1);
    await refused;
    desk.turns[0]!.end();
    await first;
    await nextTurn();
    desk.turns[1]!.end();
    expect([await next, desk.asked]).toEqual(['c!', ['a', 'c']]);
  });
});
