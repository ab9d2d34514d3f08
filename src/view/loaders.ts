import DataLoader from 'dataloader';
import type { RecoveryEvent } from '../domain/event';
import type { NoteRow } from '../domain/marks';
import { type NoteStretch, type NotesOf, countNotes, findNotes } from '../log/note.store';
import { type SystemEvents, findSystemEvents } from '../log/system-events.store';
import type { RequestContext } from './context';

type Records = RequestContext['records'];

/** What one request reads from Postgres for many objects at once; most requests read nothing of it. */
export class Loaders {
  #systemEvents: DataLoader<SystemEvents, RecoveryEvent[]> | undefined;
  #notes: DataLoader<NoteStretch, NoteRow[]> | undefined;
  #noteCounts: DataLoader<NotesOf, number> | undefined;

  constructor(private readonly records: Records) {}

  get systemEvents(): DataLoader<SystemEvents, RecoveryEvent[]> {
    return (this.#systemEvents ??= loader(this.records, findSystemEvents));
  }

  get notes(): DataLoader<NoteStretch, NoteRow[]> {
    return (this.#notes ??= loader(this.records, findNotes));
  }

  get noteCounts(): DataLoader<NotesOf, number> {
    return (this.#noteCounts ??= loader(this.records, countNotes));
  }
}

function loader<R, A>(records: Records, read: (from: Records, requests: readonly R[]) => Promise<A[]>) {
  return new DataLoader<R, A>((requests) => read(records, requests), { cache: false });
}
