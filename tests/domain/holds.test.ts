import { decidePlaceHold, decideReleaseHold, plantOfHold } from '../../src/domain/holds';
import { boardOf } from '../../src/board/load';
import { type Given, boardWith, idOf, noon, rowsWith } from '../support/board-builder';
import { momentOf } from '../support/verdicts';

const given: Given = {
  plants: ['BUR'],
  systems: { mes: { plant: 'BUR' }, ad: 'OFFLINE' },
  holds: ['mes', 'BUR', 'incident'],
};
const onIncident = { systemId: null, plantId: null, reason: 'forensics at work' };
const onMes = { ...onIncident, systemId: idOf('mes') };
const onPlant = { ...onIncident, plantId: idOf('BUR') };

const place = (input: typeof onIncident | typeof onMes | typeof onPlant, by = 'hugo', board = boardWith(given)) =>
  decidePlaceHold(board, momentOf({ by }), input);

describe('placeHold', () => {
  it.each([
    ['a system', onMes, { systemId: idOf('mes'), plantId: idOf('BUR') }, 'mes'],
    ['a plant', onPlant, { systemId: null, plantId: idOf('BUR') }, 'BUR'],
    ['the incident', onIncident, { systemId: null, plantId: null }, 'albion'],
  ])('puts a stop sign on %s, and tells where', (_, input, where, name) => {
    const decision = place(input);
    expect(decision).toMatchObject({
      objectId: idOf('new 1'),
      facts: [{ type: 'HOLD_PLACED', ...where, reason: 'forensics at work', facts: { on: name } }],
    });
    const row = { ...input, id: idOf('new 1'), placedAt: noon, placedBy: idOf('hugo') };
    expect('facts' in decision && decision.facts[0]?.rows).toEqual([{ table: 'hold', op: 'insert', row }]);
  });

  it('does not change the version of a system', () => {
    const decision = place(onMes);
    expect('facts' in decision && decision.facts[0]?.rows.map(({ table }) => table)).toEqual(['hold']);
  });

  it('needs a reason', () => {
    expect(place({ ...onMes, reason: ' ' })).toMatchObject({
      refusals: [{ code: 'INVALID_INPUT', field: ['reason'] }],
    });
  });

  it('holds stack: one per person and reason', () => {
    const again = { ...onMes, reason: 'wait for mes' };
    expect(place(again)).toMatchObject({ refusals: [{ code: 'ALREADY_EXISTS' }] });
    expect(place(again, 'helga')).toHaveProperty('facts');
    expect(place({ ...again, reason: 'another' })).toHaveProperty('facts');
    expect(place({ ...again, systemId: idOf('ad') })).toHaveProperty('facts');
    expect(place({ ...onPlant, reason: 'wait for BUR' })).toMatchObject({ refusals: [{ code: 'ALREADY_EXISTS' }] });
  });
});

describe('releaseHold', () => {
  it('takes one away, for a reason, and tells what it was', () => {
    const board = boardWith(given);
    const hold = board.holds.find(({ systemId }) => systemId !== null)!;
    expect(decideReleaseHold(board, hold, { reason: 'done' })).toMatchObject({
      facts: [
        {
          ...{ type: 'HOLD_RELEASED', systemId: idOf('mes'), plantId: idOf('BUR'), reason: 'done' },
          ...{
            facts: { was: 'wait for mes', on: 'mes' },
            rows: [{ table: 'hold', op: 'delete', row: { id: hold.id } }],
          },
        },
      ],
    });
    expect(decideReleaseHold(board, hold, { reason: '' })).toMatchObject({ refusals: [{ code: 'INVALID_INPUT' }] });
  });
});

describe('a hold lies on', () => {
  it('the system, its plant and the incident; a system of no plant is not held by a plant', () => {
    const board = boardWith(given);
    const on = (key: string) =>
      board
        .holdsOn(board.systems.indexOf(idOf(key)))
        .map(({ reason }) => reason)
        .sort();
    expect(on('mes')).toEqual(['wait for BUR', 'wait for incident', 'wait for mes']);
    expect(on('ad')).toEqual(['wait for incident']);
    expect(board.holdsOfPlant(0).map(({ reason }) => reason)).toEqual(['wait for BUR']);
  });

  it('the oldest first', () => {
    const rows = rowsWith({ systems: { ad: 'OFFLINE' }, holds: ['incident', 'ad'] });
    const [one, other] = rows.hold;
    const hold = [
      { ...one!, placedAt: '2026-03-02T11:59:00.000Z' },
      { ...other!, placedAt: '2026-03-02T11:58:00.000Z' },
    ];
    const board = boardOf({ ...rows, hold }, { position: 1, logHead: '', lastAt: noon }, noon);
    expect(board.holdsOn(0).map(({ reason }) => reason)).toEqual(['wait for ad', 'wait for incident']);
  });

  it('the plant that it lies in: its own, its system’s, or none', () => {
    const board = boardWith(given);
    expect([onMes, onPlant, onIncident].map((hold) => plantOfHold(board, hold))).toEqual([
      idOf('BUR'),
      idOf('BUR'),
      null,
    ]);
    expect(plantOfHold(board, { systemId: idOf('ad'), plantId: null })).toBeNull();
  });
});
