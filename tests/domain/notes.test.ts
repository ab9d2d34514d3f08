import { decideNote } from '../../src/domain/notes';
import { boardWith, idOf } from '../support/board-builder';
import { codesOf, done, give, giveIncident, rowOf } from '../support/verdicts';

describe('addNote', () => {
  const board = boardWith({ plants: ['BUR'], systems: { mes: { plant: 'BUR' }, gone: 'RETIRED' } });

  it('does not move the version of the system that it is on', () => {
    const verdict = give(board, 'addNote', 'mes', { text: 'vendor called' });
    const after = done(verdict);
    expect(verdict.drafts[0]?.event).toMatchObject({ type: 'NOTE_ADDED', systemId: idOf('mes'), plantId: idOf('BUR') });
    expect(after.position).toBe(board.position + 1);
    expect(rowOf(after, 'mes')).toEqual(rowOf(board, 'mes'));
    expect(after.hasNote(after.systems.indexOf(idOf('mes')))).toBe(true);
  });

  it('is possible in every state, and on the incident', () => {
    expect(codesOf(give(board, 'addNote', 'gone'))).toEqual([]);
    const on = giveIncident(board, (world, moment) => decideNote(world, null, moment, { text: 'shift change' }));
    expect(on.drafts[0]?.event).toMatchObject({ type: 'NOTE_ADDED', systemId: null, plantId: null });
  });

  it.each(['', ' \n'])('says something: %j', (text) => {
    expect(codesOf(give(board, 'addNote', 'mes', { text }))).toEqual(['INVALID_INPUT']);
  });

  it('is refused once the incident is closed', () => {
    const closed = boardWith({ systems: { mes: 'OFFLINE' }, incident: { status: 'CLOSED' } });
    expect(codesOf(give(closed, 'addNote', 'mes'))).toEqual(['INCIDENT_CLOSED']);
  });
});
