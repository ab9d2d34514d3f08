import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('access_grant')
export class GrantRecord {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  principalId!: string;

  @Column('text')
  role!: string;

  @Column({ type: 'uuid', nullable: true })
  incidentId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  plantId!: string | null;

  @Column('text')
  source!: string;
}
