import type { MigrationInterface, QueryRunner } from 'typeorm';
import { refuseOverrides } from './1795400000017-override-gate';
import { replacing } from './replacing';

/*
 * The same judgement: the events of each system that went online under an override are looked up, where all events of the
 * transaction were compared with all systems that went online in it, 250,000 pairs for 500 systems.
 */
const joined = `JOIN blackstart.event e ON e.incident_id = of_incident AND e.position > above AND e.position <= up_to
      AND e.type = 'SYSTEM_ONLINE' AND e.system_id = s.id`;
const lookedUp = `CROSS JOIN LATERAL (SELECT e.position FROM blackstart.event e WHERE s.online_under IS NOT NULL
      AND e.incident_id = of_incident AND e.position > above AND e.position <= up_to
      AND e.type = 'SYSTEM_ONLINE' AND e.system_id = s.id OFFSET 0) e`;

/** Systems that go online together are judged one by one, not one by each. */
export class OverridesOfEach1795400000033 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replacing(refuseOverrides).replace(joined, lookedUp));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replacing(refuseOverrides));
  }
}
