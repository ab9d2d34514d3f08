import type { World } from '../world';
import { type Fields, textOf } from './fields';
import type { Findings, Spot } from './finding';
import { didYouMean, shown } from './nearest';

/** What objects can be named by key in a plan. */
export type ReferableKind = 'team' | 'plant' | 'system' | 'line' | 'milestone';

/** Another object named by key, and where. */
export interface Reference {
  key: string;
  spot: Spot;
}

/** A reference to what the document does not hold: right only where the incident that it is applied to has it. */
export interface MissingReference extends Reference {
  kind: ReferableKind;
  /** What refers to it, for sentences. */
  subject: string;
  /** For a dependency by bare key: the key of the instance at the same plant, which would do as well. */
  instance: string | null;
  /** More to say than the key. */
  hint: string;
}

/** The keys of a document, and the references that lead out of it. */
export class KnownKeys {
  readonly missing: MissingReference[] = [];
  private readonly own = {
    team: new Set<string>(),
    plant: new Set<string>(),
    system: new Set<string>(),
    line: new Set<string>(),
    milestone: new Set<string>(),
  };

  /** Takes a key of the document; false when it was there before. */
  add(kind: ReferableKind, key: string): boolean {
    const isNew = !this.own[kind].has(key);
    this.own[kind].add(key);
    return isNew;
  }

  has(kind: ReferableKind, key: string): boolean {
    return this.own[kind].has(key);
  }

  /** The same key; noted where the document does not hold it. */
  refer(
    fields: Fields,
    kind: ReferableKind,
    { key, spot }: Reference,
    instance: string | null = null,
    hint = '',
  ): string {
    if (!this.has(kind, key)) this.missing.push({ kind, key, spot, subject: fields.subject, instance, hint });
    return key;
  }

  referAll(fields: Fields, kind: ReferableKind, references: readonly Reference[]): string[] {
    return references.map((reference) => this.refer(fields, kind, reference));
  }

  /** A single reference in a field; null where it is absent. */
  referField(fields: Fields, kind: ReferableKind, name: string): string | null {
    const key = fields.text(name);
    return key === null ? null : this.refer(fields, kind, { key, spot: fields.spotOf(name) });
  }

  /** A finding for each reference that leads nowhere in the incident either (null: there is none yet). */
  tell(findings: Findings, world: World | null): void {
    for (const { kind, key, instance, subject, spot, hint } of this.missing) {
      if (isIn(world, kind, key) || (instance !== null && isIn(world, kind, instance))) continue;
      const near = findings.isFull ? '' : hint || didYouMean(key, this.own[kind]);
      findings.add('UNKNOWN_REFERENCE', `${subject}: there is no ${kind} ${shown(key)}.${near}`, spot, { keys: [key] });
    }
  }
}

function isIn(world: World | null, kind: ReferableKind, key: string): boolean {
  if (world === null) return false;
  const rows = world[`${kind}s`];
  const index = rows.find(key);
  return index !== undefined && rows.at(index).key === key;
}

/** The references in a list; one that comes twice is a finding. */
export function referencesOf(fields: Fields, name: string): Reference[] {
  const seen = new Set<string>();
  const references: Reference[] = [];
  for (const item of fields.items(name)) {
    const key = textOf(fields, name, item);
    if (key === null) continue;
    if (seen.has(key)) fields.wrongAt(item.spot, `${name} names ${shown(key)} twice.`, 'DUPLICATE_KEY', [key]);
    else references.push({ key, spot: item.spot });
    seen.add(key);
  }
  return references;
}
