import type { MigrationInterface, QueryRunner } from 'typeorm';

type Link = { table: string; one: [column: string, table: string]; other: [column: string, table: string] };

// The first of the two waits for the second.
const links: Link[] = [
  { table: 'system_after', one: ['system_id', 'system'], other: ['milestone_id', 'milestone'] },
  { table: 'milestone_system', one: ['milestone_id', 'milestone'], other: ['system_id', 'system'] },
  { table: 'milestone_line', one: ['milestone_id', 'milestone'], other: ['line_id', 'line'] },
  { table: 'milestone_milestone', one: ['milestone_id', 'milestone'], other: ['needs_id', 'milestone'] },
  { table: 'line_system', one: ['line_id', 'line'], other: ['system_id', 'system'] },
  { table: 'line_feed', one: ['line_id', 'line'], other: ['fed_by_id', 'line'] },
];

const tableOf = ({ table, one, other }: Link) => `
CREATE TABLE blackstart.${table} (
  incident_id uuid NOT NULL,
  ${one[0]} uuid NOT NULL,
  ${other[0]} uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, ${one[0]}, ${other[0]}),
  CONSTRAINT ${table}_waiting FOREIGN KEY (incident_id, ${one[0]}) REFERENCES blackstart.${one[1]} (incident_id, id),
  CONSTRAINT ${table}_awaited FOREIGN KEY (incident_id, ${other[0]}) REFERENCES blackstart.${other[1]} (incident_id, id)
);
CREATE INDEX ${table}_by_awaited ON blackstart.${table} (${other[0]})`;

/** The edges of the graph beside dependencies. */
export class LinkTables1795400000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const link of links) await queryRunner.query(tableOf(link));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${links.map(({ table }) => `blackstart.${table}`).join(', ')}`);
  }
}
