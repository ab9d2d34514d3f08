import { type TestDatabase, createDatabase } from '../support/database';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { mutate } from '../support/desk';
import { deadlocksIn, faultsOfLog, readHardEdges, readLog } from '../support/logged';
import { type Crew, declare, makeCrew } from '../support/racing';

const sizes = [2, 3, 4, 5];
const roundsOfSize = depth(8, 75);
const answer = '{ dependency { system { key } } event { position } userErrors { code cycle } }';

describe('several clients each add one edge of a cycle at once, on two processes', () => {
  let database: TestDatabase;
  let servers: RunningServer[] = [];
  let crew: Crew;

  beforeAll(async () => {
    database = await createDatabase();
    servers = [await startServer(database.env), await startServer(database.env)];
    crew = await makeCrew(servers);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  });

  const add = (incident: string, system: string, dependsOn: string, server: number) => {
    const desk = { url: servers[server % 2]!.url, token: crew.commander };
    return mutate(desk, 'addDependency', 'AddDependencyInput', { incident, system, dependsOn }, answer);
  };

  async function raceFor(incident: string, ring: string[], round: number): Promise<void> {
    const nextOf = (n: number) => ring[(n + 1) % ring.length]!;
    const answers = await Promise.all(ring.map((key, n) => add(incident, key, nextOf(n), n + round)));
    const refused = answers.flatMap(({ userErrors }) => userErrors);
    expect(answers.filter(({ dependency }) => dependency !== null)).toHaveLength(ring.length - 1);
    expect(refused.map(({ code }) => code)).toEqual(['CYCLE']);
    const [{ cycle }] = refused;
    expect(cycle[0]).toBe(cycle.at(-1));
    expect(cycle.slice(1).sort()).toEqual([...ring].sort());
  }

  it.each(sizes)('lets all but one of %i succeed', async (size) => {
    const rings = Array.from({ length: roundsOfSize }, (_, round) =>
      Array.from({ length: size }, (_, n) => `ring-${round}-${n}`),
    );
    const systems = rings.flat().map((key) => ({ key }));
    const incident = await declare({ ...servers[0]!, token: crew.commander }, `cycle-${size}`, systems);
    for (const [round, ring] of rings.entries()) await raceFor(incident, ring, round);
    const edges = await readHardEdges(database.ownerUrl, incident);
    expect([...edges.values()].flat()).toHaveLength(roundsOfSize * (size - 1));
    expect([...edges.keys()].filter((key) => reaches(edges, key, key))).toEqual([]);
    const log = await readLog(database.ownerUrl, incident);
    expect(log.filter(({ type }) => type === 'DEPENDENCY_ADDED')).toHaveLength(roundsOfSize * (size - 1));
    expect(faultsOfLog(log)).toEqual([]);
  });

  it('meets no deadlock on the way', async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    expect(await deadlocksIn(database.ownerUrl)).toBe(0);
  });
});

function reaches(edges: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const reached = new Set(edges.get(from));
  for (const key of reached) for (const target of edges.get(key) ?? []) reached.add(target);
  return reached.has(to);
}
