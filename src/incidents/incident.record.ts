import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('incident')
export class IncidentRecord {
  /** The same as `id`: every recovery table is addressed by its incident. */
  @PrimaryColumn('uuid')
  incidentId!: string;

  @Column('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  title!: string;

  @Column('text')
  mode!: string;

  @Column('text')
  status!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  declaredAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  compromisedSince!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  closedAt!: Date | null;

  @Column('boolean')
  separationOfDuties!: boolean;

  @Column({ type: 'int', nullable: true })
  verificationMinutes!: number | null;

  @Column({ type: 'int', nullable: true })
  otVerificationMinutes!: number | null;

  @Column('int')
  overrideApprovals!: number;

  @Column('int')
  overrideMinutes!: number;

  @Column({ type: 'text', array: true })
  neverWaive!: string[];

  @Column('jsonb')
  rules!: unknown;

  @Column('int')
  version!: number;
}
