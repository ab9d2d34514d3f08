import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The files of `sql/`, one subject each, in the order in which they run: tables, then guards, then what the role may. */
const subjects = [
  ...['clock', 'log-tables', 'plan-tables', 'system-tables', 'link-tables', 'override-tables', 'access-tables'],
  ...[
    'apply-plan',
    'apply-systems',
    'apply-links',
    'apply-marks',
    'head',
    'effects',
    'actors',
    'event',
    'steps',
    'facts',
    'graph',
    'containment',
    'gate',
    'overrides',
    'ends',
    'commit',
  ],
  ...['access-log', 'grants'],
];

const dropAll = `
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    SELECT format('DROP TABLE IF EXISTS blackstart.%I CASCADE', c.relname) FROM pg_class c
      WHERE c.relnamespace = 'blackstart'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migration'
    UNION ALL
    SELECT format('DROP FUNCTION IF EXISTS blackstart.%I CASCADE', p.proname) FROM pg_proc p
      WHERE p.pronamespace = 'blackstart'::regnamespace
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS blackstart.%I CASCADE', t.typname) FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.typnamespace = 'blackstart'::regnamespace AND (t.typtype = 'd' OR c.relkind = 'c')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$`;

/** Everything that the first release has. What comes later is a migration of its own that holds each changed function whole. */
export class First1796000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const subject of subjects) {
      await queryRunner.query(readFileSync(join(__dirname, 'sql', `${subject}.sql`), 'utf8'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(dropAll);
  }
}
