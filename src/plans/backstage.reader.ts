import { BackstageDocument } from './backstage.document';
import type { Entity } from './backstage.entity';
import type { Path, Position } from './position';
import type { PlanSource } from './source';
import { readYaml } from './yaml.reader';

const fieldPaths = new Map<string, readonly string[]>([
  ['key', ['metadata', 'name']],
  ['name', ['metadata', 'title']],
  ['description', ['metadata', 'description']],
  ['tags', ['metadata', 'tags']],
  ['links', ['metadata', 'links']],
  ['team', ['spec', 'owner']],
  ['dependsOn', ['spec', 'dependsOn']],
  ['tier', ['metadata', 'annotations', 'blackstart/tier']],
  ['zone', ['metadata', 'annotations', 'blackstart/zone']],
  ['rto', ['metadata', 'annotations', 'blackstart/rto']],
  ['plant', ['metadata', 'annotations', 'blackstart/plant']],
]);

/** Reads the entities of a Backstage catalog as systems; teams and plants that they name are added where they are missing. */
export async function readBackstage(content: string): Promise<PlanSource> {
  const source = await readYaml(content, true);
  if (source.findings.length > 0) return { ...source, document: undefined, implied: [] };
  const catalog = new BackstageDocument(source.values);
  const positions = await source.locate(catalog.findings.map(({ path }) => path));
  const findings = catalog.findings.map(({ finding }, at) => ({ ...finding, ...positions[at] }));
  const named = (keys: Iterable<string>): object[] => Array.from(keys, (key) => ({ key, name: key }));
  const { systems, teams, plants } = catalog;
  return {
    document: { teams: named(teams.keys()), plants: named(plants.keys()), systems },
    implied: ['teams', 'plants'],
    findings,
    locate: (paths): Promise<(Position | null)[]> => source.locate(paths.map((path) => originOf(catalog, path))),
    close: () => source.close(),
  };
}

/** The way to what a part of the plan document was made of. */
function originOf(catalog: BackstageDocument, [section, at, field, ...rest]: Path): Path {
  const entities: Entity[] =
    section === 'teams'
      ? [...catalog.teams.values()]
      : section === 'plants'
        ? [...catalog.plants.values()]
        : catalog.entities;
  const entity = entities[Number(at)];
  if (entity === undefined) return [0];
  if (section === 'teams') return [entity.at, 'spec', 'owner'];
  return [entity.at, ...(fieldPaths.get(section === 'plants' ? 'plant' : String(field)) ?? []), ...rest];
}
