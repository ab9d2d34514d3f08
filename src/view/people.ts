import type { PrincipalEntry } from '../access/directory.entry';
import type { Uuid } from '../domain/rows';
import type { RequestContext } from './context';
import { memo } from './memo';
import { type Shape, shape } from './shapes';

type Person = Shape<'Principal'>;

/** The principals that one request names: one object for each, until the directory changes. */
export class People {
  #version: number | undefined;
  #known = memo((id: Uuid) => this.#make(id));

  constructor(private readonly context: RequestContext) {}

  /** The principal of a UUID that an event or a row names. */
  principal(id: Uuid): Person {
    const { directory } = this.context;
    if (this.#version !== directory.version) {
      this.#version = directory.version;
      this.#known = memo((named) => this.#make(named));
    }
    return this.#known(id);
  }

  /** The same for what may name nobody. */
  find(id: Uuid | null): Person | null {
    return id === null ? null : this.principal(id);
  }

  #make(id: Uuid): Person {
    return new (shape('Principal'))(this.context, this.context.directory.principal(id) ?? notHereYet(id));
  }
}

const nothing = { grants: [], claimed: [], subjects: [], breakGlassSince: null };

// An event can arrive a moment before the news of the principal, made on another process, who caused it.
function notHereYet(id: Uuid): PrincipalEntry {
  return { id, handle: id, name: 'not known here yet', kind: 'HUMAN', active: true, ...nothing };
}
