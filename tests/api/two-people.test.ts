import { type Cast, rehearsal, rehearsalKey, Works } from '../support/albion';
import { AlbionStory } from '../support/albion.story';
import { createDatabase, type TestDatabase } from '../support/database';
import { mutate } from '../support/desk';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;
let cast: Cast;
let works: Works;
let story: AlbionStory;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, LOG_LEVEL: 'warn' });
  const everything = (['ENGINEER', 'VERIFIER', 'COMMANDER'] as const).map((role) => ({ role }));
  const [ann, bob] = [await makePerson(server, 'ann', everything), await makePerson(server, 'bob', everything)];
  cast = {
    ...{ restores: ann.token, operates: bob.token, verifies: bob.token },
    ...{ asks: ann.token, approve: [bob.token], commands: bob.token },
  };
  const plan = { content: rehearsal({ overrideApprovals: '1' }) };
  const answer = '{ incident { policy { overrideApprovals separationOfDuties } } userErrors { message } }';
  const desk = { url: server.url, token: bob.token };
  const declared = await mutate(desk, 'declareIncident', 'DeclareIncidentInput', { key: rehearsalKey, plan }, answer);
  const policy = { overrideApprovals: 1, separationOfDuties: true };
  expect(declared).toEqual({ incident: { policy }, userErrors: [] });
  works = new Works(server.url, rehearsalKey, ann.token);
  story = new AlbionStory(works, cast, database.ownerUrl);
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

it('recovers the whole of Albion with two people, none of whom could have done it alone', async () => {
  await story.prepareAll();
  await works.refused('SEPARATION_OF_DUTIES', cast.restores, 'bringSystemOnline', { system: 'oob' });
  const { version } = await works.system('oob', 'version');
  const sign = { system: 'oob', expectedVersion: version };
  await works.refused('SEPARATION_OF_DUTIES', cast.restores, 'verifyContainment', sign);
  await story.bringFoundation();
  await story.overrideMail();
  await story.declareGate('M1');
  await story.bringTrustAndPlatform();
  await story.fallAndHeal();
  await story.bringTheRest();
  await story.runLines();
  await story.expireAndRenew();
  await story.retireHistorian();
  await story.close();
});
