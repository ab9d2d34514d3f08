import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('event')
export class EventRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('int')
  position!: number;

  @Column('uuid')
  id!: string;

  @Column('text')
  type!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('uuid')
  actorId!: string;

  @Column({ type: 'uuid', nullable: true })
  systemId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  plantId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  lineId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  milestoneId!: string | null;

  @Column('text')
  text!: string;

  @Column('text')
  previousHash!: string;

  @Column('text')
  hash!: string;
}
