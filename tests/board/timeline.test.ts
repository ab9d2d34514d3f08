import { advance } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { Timeline } from '../../src/board/timeline';
import type { RowChange } from '../../src/domain/tables';
import { boardWith, idOf } from '../support/board-builder';
import { changed, eventWith } from './random-boards';

const start = (): Board => boardWith({ systems: { ad: { state: 'OFFLINE', rtoMinutes: 480 } } });
const touch: RowChange = { table: 'system', op: 'update', row: { id: idOf('ad') } };
const rename = (name: string): RowChange => ({
  table: 'team',
  op: 'insert',
  row: { id: idOf(name), key: name, name, capacity: 1, contact: null },
});

function add(timeline: Timeline, ...rows: RowChange[]): void {
  const { board } = timeline;
  timeline.add(eventWith(board, rows), changed(board, ...rows));
}

describe('a timeline', () => {
  it('keeps the present board and the steps that led to it', () => {
    const timeline = new Timeline(start());
    add(timeline, touch);
    add(timeline, touch);
    expect([timeline.board.position, timeline.end]).toEqual([3, 2]);
    expect(timeline.step(0)?.after).toBe(timeline.step(1)?.before);
    expect(timeline.step(2)).toBeUndefined();
    expect(timeline.eventsAfter(1)?.map(({ position }) => position)).toEqual([2, 3]);
    expect(timeline.eventsAfter(2)?.map(({ position }) => position)).toEqual([3]);
    expect(timeline.eventsAfter(3)).toEqual([]);
    expect(timeline.eventsAfter(9)).toEqual([]);
  });

  it('takes an event once, and only the next one', () => {
    const timeline = new Timeline(start());
    const [event, after] = [eventWith(timeline.board, [touch]), changed(timeline.board, touch)];
    timeline.add(event, after);
    timeline.add(event, after);
    timeline.add({ ...event, position: 9 }, after);
    expect([timeline.end, timeline.board.position]).toEqual([1, 2]);
  });

  it('says that events before its first one are not kept here', () => {
    const timeline = new Timeline(start());
    expect(timeline.eventsAfter(0)).toBeNull();
    add(timeline, touch);
    expect(timeline.eventsAfter(0)).toBeNull();
    expect(timeline.eventsAfter(1)).toHaveLength(1);
  });

  it('keeps 1024 steps, and the numbers go on', () => {
    const timeline = new Timeline(start());
    for (let n = 0; n < 1030; n++) add(timeline, touch);
    expect([timeline.end, timeline.step(5), timeline.step(6)?.event?.position]).toEqual([1030, undefined, 8]);
    expect(timeline.eventsAfter(6)).toBeNull();
    expect(timeline.eventsAfter(7)).toHaveLength(1024);
  });

  it('keeps few boards of other plans', () => {
    const timeline = new Timeline(start());
    for (let n = 0; n < 12; n++) add(timeline, rename(`team ${n}`));
    expect([timeline.step(3), timeline.step(4)?.event?.position]).toEqual([undefined, 6]);
  });

  it('notes where the clock alone changed answers; nothing where it did not', () => {
    const timeline = new Timeline(start());
    timeline.advance((board) => advance(board, '2026-03-02T13:00:00.000Z'));
    expect(timeline.end).toBe(0);
    timeline.advance((board) => advance(board, '2026-03-02T14:00:00.001Z'));
    expect(timeline.step(0)).toMatchObject({ event: null, after: timeline.board });
    expect(timeline.board.isOverdue(0)).toBe(true);
  });

  it('wakes who waits: at the next step, at a fork, or when told to stop', async () => {
    const timeline = new Timeline(start());
    const waits = timeline.moved(new AbortController().signal);
    add(timeline, touch);
    await waits;
    const stop = new AbortController();
    const stopped = timeline.moved(stop.signal);
    stop.abort();
    await stopped;
    await timeline.moved(stop.signal);
    const forked = timeline.moved(new AbortController().signal);
    timeline.fork();
    await forked;
    expect(timeline.isForked).toBe(true);
    await timeline.moved(new AbortController().signal);
  });

  it('is followed until every follower has left', () => {
    const timeline = new Timeline(start());
    const [one, other] = [timeline.follow(), timeline.follow()];
    one();
    expect(timeline.isFollowed).toBe(true);
    other();
    expect(timeline.isFollowed).toBe(false);
  });
});
