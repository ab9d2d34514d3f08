import DataLoader from 'dataloader';
import type { RecoveryEvent } from '../domain/event';
import type { NoteRow } from '../domain/marks';
import { type NoteStretch, type NotesOf, countNotes, findNotes } from '../log/note.store';
import { type SystemEvents, findSystemEvents } from '../log/system-events.store';
import type { RequestContext } from './context';

/** What one request reads from Postgres for many objects at once. */
export interface Loaders {
  systemEvents: DataLoader<SystemEvents, RecoveryEvent[]>;
  notes: DataLoader<NoteStretch, NoteRow[]>;
  noteCounts: DataLoader<NotesOf, number>;
}

/** Each is made when it is first asked for: most requests ask for none. */
export function loadersOf({ records }: Pick<RequestContext, 'records'>): Loaders {
  const load = <R, A>(read: (from: typeof records, requests: readonly R[]) => Promise<A[]>) =>
    new DataLoader<R, A>((requests) => read(records, requests), { cache: false });
  const made: Partial<Loaders> = {};
  return {
    get systemEvents() {
      return (made.systemEvents ??= load(findSystemEvents));
    },
    get notes() {
      return (made.notes ??= load(findNotes));
    },
    get noteCounts() {
      return (made.noteCounts ??= load(countNotes));
    },
  };
}
