import { withClient } from '../../src/postgres/client';
import { attempt } from '../support/attempts';
import { Desks } from '../support/albion.desk';
import { depth } from '../support/depth';
import { eventually } from '../support/eventually';
import { Dice } from '../support/history.dice';

const rounds = depth(60, 1500);
const looksEach = 30;
const desks = new Desks();

beforeAll(async () => {
  await desks.open();
  await desks.declare('here', { systems: [{ key: 'core' }] });
});
afterAll(() => desks.close());

const killAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;
const reads = ['notes', 'events'].map((field) => `{ incident(id: "here") { ${field} { nodes { id } } } }`);
const write = 'mutation { addNote(input: { incident: "here", text: "more" }) { userErrors { message } } }';

const askAll = () =>
  Promise.all([...reads, write].map((query) => attempt(desks.server.url, desks.token('erin'), 'HTTP', { query })));

/** Whether each was answered without an error. */
const isServed = async (): Promise<true | undefined> =>
  (await askAll()).every(({ text }) => text.startsWith('{"data":{')) || undefined;

// A session may end while a request uses it, between two users of its pool, and before anybody does.
test(`all sessions of a server are ended ${rounds} times at any moment, and it serves on`, async () => {
  await withClient(desks.database.ownerUrl, async (client) => {
    const dice = new Dice(1);
    for (let round = 1; round <= rounds; round++) {
      const answers = askAll();
      if (round % 3 !== 0) await new Promise((go) => setTimeout(go, dice.between(0, 40))); // the moment, not a wait for a fact
      await client.query(killAll);
      await answers;
      if (round % looksEach === 0) await eventually(isServed, `answers after round ${round}`);
    }
  });
}, 300_000);
