import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('milestone')
export class MilestoneRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column({ type: 'uuid', nullable: true })
  plantId!: string | null;

  @Column('boolean')
  gate!: boolean;

  @Column('boolean')
  linesMustRun!: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  achievedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  achievedBy!: string | null;

  @Column('boolean')
  voided!: boolean;

  @Column('int')
  version!: number;
}
