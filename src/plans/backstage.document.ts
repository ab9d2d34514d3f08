import type { FindingCode, PlanFinding } from '../domain/plan/finding';
import { isMap } from '../domain/plan/fields';
import { isSafeUrl } from '../domain/plan/systems.reader';
import { type Entity, entityOf, idOf, listOf, referenceOf, systemKinds } from './backstage.entity';
import { keysOf } from './backstage.keys';
import { type Path, quoted } from './position';

/** A finding on an entity, and the way to its place. */
interface EntityFinding {
  finding: PlanFinding;
  path: Path;
}

// A catalog says nothing of tiers and zones: not tier 0, of which the policy asks least, and the enterprise network.
const defaultTier = 2;
const defaultZone = 'L4';

/** The plan document that the entities of a Backstage catalog become, and the entities that its parts come from. */
export class BackstageDocument {
  readonly findings: EntityFinding[] = [];
  readonly systems: object[] = [];
  readonly teams = new Map<string, Entity>();
  readonly plants = new Map<string, Entity>();
  /** The entities that are systems, in the order of `systems`. */
  readonly entities: Entity[];
  private readonly keys: Map<string, string>;
  /** For each API, who provides it. */
  private readonly providers = new Map<string, string[]>();

  constructor(values: readonly unknown[]) {
    this.entities = values.flatMap((value, at) => this.taken(value, at));
    this.keys = keysOf(this.entities);
    for (const entity of this.entities) this.noteProvider(entity);
    for (const entity of this.entities) this.systems.push(this.systemOf(entity));
    this.tellDefaults();
    // Applied with prune, an empty list would take every system away.
    if (this.entities.length === 0) {
      this.tell('INVALID_VALUE', 'ERROR', `There is no entity of kind ${systemKinds.join(', ')} in this catalog.`, [0]);
    }
  }

  private tell(
    code: FindingCode,
    severity: PlanFinding['severity'],
    message: string,
    path: Path,
    keys: string[] = [],
  ): void {
    this.findings.push({ finding: { severity, code, message, keys, cycle: null, line: null, column: null }, path });
  }

  private taken(value: unknown, at: number): Entity[] {
    if (value === null || value === undefined) return [];
    const entity = entityOf(value, at);
    if (entity === null) {
      this.tell('INVALID_VALUE', 'ERROR', 'This is no catalog entity: it needs kind and metadata.name.', [at]);
      return [];
    }
    if (systemKinds.includes(entity.kind)) return [entity];
    const message = `The ${entity.kind} ${quoted(entity.name)} is not taken over: only ${systemKinds.join(', ')} become systems.`;
    this.tell('SKIPPED', 'WARNING', message, [at], [entity.name]);
    return [];
  }

  private noteProvider(entity: Entity): void {
    for (const value of listOf(entity.spec.providesApis)) {
      const api = referenceOf(value, 'api', entity.namespace);
      if (api) this.providers.set(api.id, [...(this.providers.get(api.id) ?? []), this.keyOf(entity)]);
    }
  }

  private keyOf({ kind, namespace, name }: Entity): string {
    return this.keys.get(idOf(kind, namespace, name)) ?? name;
  }

  private systemOf(entity: Entity): object {
    const { metadata } = entity;
    const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
    const plant = annotations['blackstart/plant'] ?? undefined;
    if (typeof plant === 'string' && !this.plants.has(plant)) this.plants.set(plant, entity);
    const tier = annotations['blackstart/tier'] ?? defaultTier;
    return {
      key: this.keyOf(entity),
      name: metadata.title ?? entity.name,
      description: metadata.description,
      tier: typeof tier === 'string' && /^\d{1,9}$/.test(tier) ? Number(tier) : tier,
      zone: annotations['blackstart/zone'] ?? defaultZone,
      rto: annotations['blackstart/rto'],
      plant,
      team: this.teamOf(entity),
      tags: this.tagsOf(entity),
      links: this.linksOf(entity),
      dependsOn: this.dependenciesOf(entity),
    };
  }

  private teamOf(entity: Entity): string | undefined {
    const owner = referenceOf(entity.spec.owner, 'group', entity.namespace);
    if (owner === null) return undefined;
    if (!this.teams.has(owner.name)) this.teams.set(owner.name, entity);
    return owner.name;
  }

  private tagsOf(entity: Entity): unknown[] {
    const system = referenceOf(entity.spec.system, 'system', entity.namespace);
    return [...listOf(entity.metadata.tags), ...(system ? [system.name] : [])];
  }

  private linksOf({ metadata, name, at }: Entity): object[] {
    return listOf(metadata.links).flatMap((link, index) => {
      if (isMap(link) && typeof link.url === 'string' && isSafeUrl(link.url)) {
        return [{ label: link.title ?? link.url, url: link.url }];
      }
      const message = `A link of ${quoted(name)} is not taken over: its url must begin with https:// or http://.`;
      this.tell('SKIPPED', 'WARNING', message, [at, 'metadata', 'links', index], [name]);
      return [];
    });
  }

  /** What it depends on, and who provides the APIs that it consumes (or the API itself): HARD, each once. */
  private dependenciesOf(entity: Entity): string[] {
    const own = this.keyOf(entity);
    const direct = listOf(entity.spec.dependsOn).flatMap((value, index) => this.targetOf(entity, value, index));
    const consumed = listOf(entity.spec.consumesApis).flatMap((value) => {
      const api = referenceOf(value, 'api', entity.namespace);
      if (api === null) return [String(value)];
      return this.providers.get(api.id) ?? [this.keys.get(api.id) ?? api.name];
    });
    // Whoever consumes what it provides itself waits for nobody.
    return [...new Set([...direct, ...consumed.filter((key) => key !== own)])];
  }

  private targetOf(entity: Entity, value: unknown, index: number): string[] {
    const target = referenceOf(value, 'component', entity.namespace);
    if (target === null) return [String(value)];
    if (systemKinds.includes(target.kind)) return [this.keys.get(target.id) ?? target.name];
    const message = `${quoted(entity.name)} depends on the ${target.kind} ${quoted(target.name)}, which is no system: not taken over.`;
    this.tell('SKIPPED', 'WARNING', message, [entity.at, 'spec', 'dependsOn', index], [entity.name, target.name]);
    return [];
  }

  private tellDefaults(): void {
    const bare = this.entities.filter(({ metadata }) => {
      const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
      return annotations['blackstart/tier'] == null || annotations['blackstart/zone'] == null;
    });
    if (bare.length === 0) return;
    const message = `${bare.length} entities have no annotation blackstart/tier or blackstart/zone: they are taken as tier ${defaultTier}, zone ${defaultZone}.`;
    this.tell(
      'INVALID_VALUE',
      'INFO',
      message,
      [bare[0]!.at],
      bare.slice(0, 20).map((entity) => this.keyOf(entity)),
    );
  }
}
