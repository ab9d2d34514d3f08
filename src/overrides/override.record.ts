import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('override')
export class OverrideRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  systemId!: string;

  @Column('text')
  status!: string;

  @Column('text')
  reason!: string;

  @Column('jsonb')
  blockers!: unknown;

  @Column('uuid')
  requestedBy!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  requestedAt!: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column('int')
  version!: number;
}
