import { type Refusal, refuse } from '../domain/refusal';
import type { PlantRow, Uuid } from '../domain/rows';
import type { Role } from '../domain/words';
import type { Grant, KeyedRows } from '../domain/world';

export interface GrantInput {
  role: Role;
  /** UUID or key; left out: all incidents. */
  incident?: string | null;
  plant?: string | null;
}

/** Where the incidents are found that grants name. */
export interface Incidents {
  find(idOrKey: string): Promise<{ readonly id: Uuid; readonly plants: KeyedRows<PlantRow> } | null>;
}

const most = 1000;

/** The grants that an input asks for, each once, or why they can't be given. */
export async function readGrants(inputs: readonly GrantInput[], incidents: Incidents): Promise<Grant[] | Refusal> {
  if (inputs.length > most) return refuse('INVALID_INPUT', `More than ${most} grants.`, ['grants']);
  const grants = new Map<string, Grant>();
  for (const [index, input] of inputs.entries()) {
    const grant = await readGrant(input, incidents, ['grants', String(index)]);
    if ('code' in grant) return grant;
    grants.set(JSON.stringify(grant), grant);
  }
  return [...grants.values()];
}

async function readGrant(input: GrantInput, incidents: Incidents, path: string[]): Promise<Grant | Refusal> {
  const { role, incident = null, plant = null } = input;
  if (incident === null && plant !== null) {
    return refuse('INVALID_INPUT', 'A grant for a plant names its incident too.', [...path, 'incident']);
  }
  if (incident === null) return { role, incidentId: null, plantId: null };
  const found = await incidents.find(incident);
  if (!found) return refuse('NOT_FOUND', `There is no incident ${incident}.`, [...path, 'incident']);
  const at = plant === null ? undefined : found.plants.find(plant);
  if (plant !== null && at === undefined) {
    return refuse('NOT_FOUND', `Incident ${incident} has no plant ${plant}.`, [...path, 'plant']);
  }
  return { role, incidentId: found.id, plantId: at === undefined ? null : found.plants.at(at).id };
}
