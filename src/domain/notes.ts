import { type Decision, made, no } from './decision';
import { refuse } from './refusal';
import type { Moment, World } from './world';

/** Decides addNote: some text, on a system or on the incident. */
export function decideNote(world: World, system: number | null, moment: Moment, input: { text: string }): Decision {
  if (input.text.trim() === '') return no(refuse('INVALID_INPUT', 'A note says something.', ['text']));
  const row = system === null ? null : world.systems.at(system);
  const note = { id: moment.newId(), systemId: row?.id ?? null, text: input.text, by: moment.actor.id, at: moment.now };
  return made(note.id, {
    type: 'NOTE_ADDED',
    systemId: note.systemId,
    plantId: row?.plantId ?? null,
    facts: { note: note.id, on: row?.key ?? world.incident.key },
    rows: [{ table: 'note', op: 'insert', row: note }],
  });
}
