import type { Directory, Viewer } from '../access/directory';

/** A socket or stream whose viewer may lose the access that it came with. */
export interface Watched {
  /** Null until somebody was let in. */
  readonly viewer: Viewer | null;
  /** Ends it, since its token no longer gives this access. */
  expel(): void;
}

const watchMilliseconds = 500;

/** Ends, within half a second of the directory's knowing it, what has lost its token or grants; answers how to stop. */
export function watchAccess(watched: Iterable<Watched>, directory: Directory): () => void {
  const look = () => {
    for (const one of watched) if (one.viewer && !directory.stillStands(one.viewer)) one.expel();
  };
  const watch = setInterval(look, watchMilliseconds);
  return () => clearInterval(watch);
}
