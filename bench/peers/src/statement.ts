import { createServer, type IncomingMessage } from 'node:http';
import { listen, openPool } from './settings';

// The limit for whoever asks Postgres: one prepared statement makes the whole answer, and its text goes out as it is.
const pool = openPool();

const dependencies = (of: string) => `coalesce((SELECT json_agg(json_build_object('strength', d.strength,
    'requiredState', d.required_state, 'dependsOn', json_build_object('key', t.key, 'state', t.state)))
  FROM peer.dependency d JOIN peer.system t ON t.id = d.depends_on_id WHERE d.system_id = ${of}.id), '[]')`;

const dependents = (of: string) => `coalesce((SELECT json_agg(json_build_object('strength', d.strength,
    'system', json_build_object('key', t.key, 'state', t.state)))
  FROM peer.dependency d JOIN peer.system t ON t.id = d.system_id WHERE d.depends_on_id = ${of}.id), '[]')`;

const checks = (of: string) => `json_build_object('status', ${of}.containment_status, 'checks', coalesce((
  SELECT json_agg(json_build_object('kind', c.kind, 'outcome', c.outcome))
    FROM peer.containment_check c WHERE c.system_id = ${of}.id), '[]'))`;

const milestones = (
  of: string,
) => `coalesce((SELECT json_agg(json_build_object('key', m.key, 'name', m.name, 'gate', m.gate,
    'achievedAt', m.achieved_at))
  FROM peer.milestone_system ms JOIN peer.milestone m ON m.id = ms.milestone_id WHERE ms.system_id = ${of}.id), '[]')`;

const base = (
  of: string,
) => `'id', ${of}.id, 'key', ${of}.key, 'name', ${of}.name, 'state', ${of}.state, 'tier', ${of}.tier,
  'zone', ${of}.zone`;

const statements: Record<string, string> = {
  W1: `SELECT json_build_object('data', json_build_object('plant', json_build_object('key', p.key, 'name', p.name, 'systems',
      (SELECT json_agg(json_build_object(${base('s')}, 'containment', ${checks('s')}, 'dependencies', ${dependencies('s')})
          ORDER BY s.name)
        FROM peer.system s WHERE s.plant_id = p.id))))::text AS answer
    FROM peer.plant p WHERE p.id = $1`,
  W2: `SELECT json_build_object('data', json_build_object('system', json_build_object(${base('s')}, 'version', s.version,
      'dependencies', ${dependencies('s')}, 'dependents', ${dependents('s')}, 'milestones', ${milestones('s')})))::text AS answer
    FROM peer.system s WHERE s.id = $1`,
  W3: `WITH page AS MATERIALIZED (SELECT * FROM peer.system WHERE plant_id = $1 AND state = ANY ($2) AND (tier, key) > ($3, $4)
      ORDER BY tier, key LIMIT 51)
    SELECT json_build_object('data', json_build_object('systems', json_build_object(
      'totalCount', (SELECT count(*) FROM peer.system WHERE plant_id = $1 AND state = ANY ($2)),
      'hasNextPage', (SELECT count(*) > 50 FROM page),
      'edges', (SELECT json_agg(json_build_object('cursor', s.tier || ' ' || s.key, 'node',
          json_build_object(${base('s')}, 'containment', json_build_object('status', s.containment_status))))
        FROM (SELECT * FROM page ORDER BY tier, key LIMIT 50) s))))::text AS answer`,
  W4: `SELECT json_build_object('data', json_build_object('changeState', json_build_object('key', key, 'state', state,
      'version', version)))::text AS answer FROM peer.change_state($1, $2, $3)`,
};

listen(
  createServer(async (request, response) => {
    const name = request.url?.slice(1) ?? '';
    const text = statements[name];
    if (text === undefined) return void response.writeHead(404).end();
    try {
      const values = JSON.parse(await bodyOf(request)) as unknown[];
      const { rows } = await pool.query<{ answer: string }>({ name, text, values });
      const answer = rows[0]?.answer ?? '{}';
      response.setHeader('content-type', 'application/json');
      response.setHeader('content-length', Buffer.byteLength(answer));
      response.end(answer);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }),
);

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
