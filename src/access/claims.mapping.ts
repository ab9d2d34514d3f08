import type { JWTPayload } from 'jose';
import type { Grant } from '../domain/world';
import { type GrantInput, type Incidents, readGrants } from './grants';

/** Which values of which claim give which grants. */
export interface ClaimMapping {
  /** The name of the claim, or a path with dots into it. */
  claim: string;
  grants: Readonly<Record<string, readonly GrantInput[]>>;
}

export interface NamedIncidents extends Incidents {
  incidents(): readonly { readonly id: string; readonly key: string }[];
}

/**
 * Turns claims into grants. What the mapping names of an incident or a plant that is not there (yet) gives nothing; what was
 * found once is kept, since keys are never given anew.
 */
export class ClaimedGrants {
  private readonly found = new Map<GrantInput, Grant>();

  constructor(
    private readonly mapping: ClaimMapping,
    private readonly incidents: NamedIncidents,
  ) {}

  async grantsOf(payload: JWTPayload): Promise<Grant[]> {
    const values = new Set(valuesAt(payload, this.mapping.claim));
    const inputs = Object.entries(this.mapping.grants).flatMap(([value, grants]) => (values.has(value) ? grants : []));
    const grants = new Map<string, Grant>();
    for (const input of inputs) {
      const grant = await this.find(input);
      if (grant) grants.set(JSON.stringify(grant), grant);
    }
    return [...grants.values()];
  }

  private async find(input: GrantInput): Promise<Grant | null> {
    const known = this.found.get(input);
    if (known) return known;
    if (input.incident && !this.incidents.incidents().some(({ key, id }) => [key, id].includes(input.incident ?? ''))) {
      return null;
    }
    const read = await readGrants([input], this.incidents);
    const [grant] = 'code' in read ? [] : read;
    if (grant) this.found.set(input, grant);
    return grant ?? null;
  }
}

/** The texts under a claim: itself or its items; an exact name comes before a path. */
function valuesAt(payload: JWTPayload, claim: string): string[] {
  const at = payload[claim] ?? claim.split('.').reduce<unknown>(below, payload);
  return (Array.isArray(at) ? at : [at]).filter((value) => typeof value === 'string');
}

function below(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}
