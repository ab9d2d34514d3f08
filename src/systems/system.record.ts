import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('system')
export class SystemRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column('int')
  tier!: number;

  @Column('text')
  zone!: string;

  @Column({ type: 'uuid', nullable: true })
  plantId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  teamId!: string | null;

  @Column('boolean')
  essential!: boolean;

  @Column('boolean')
  safety!: boolean;

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column('jsonb')
  links!: unknown;

  @Column({ type: 'int', nullable: true })
  rtoMinutes!: number | null;

  @Column({ type: 'int', nullable: true })
  mtdMinutes!: number | null;

  @Column({ type: 'int', nullable: true })
  optimistic!: number | null;

  @Column({ type: 'int', nullable: true })
  likely!: number | null;

  @Column({ type: 'int', nullable: true })
  pessimistic!: number | null;

  @Column('text')
  state!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  stateSince!: Date;

  @Column('text')
  serviceLevel!: string;

  @Column({ type: 'text', nullable: true })
  workaround!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  firstStartedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  restoredBy!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  restoredAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  restorePoint!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  restorePointAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  lastValidation!: unknown;

  @Column('int')
  iteration!: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  verifiedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  verifiedBy!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'text', array: true })
  requiredAtSigning!: string[];

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  revokedReason!: string | null;

  @Column({ type: 'uuid', nullable: true })
  onlineUnder!: string | null;

  @Column({ type: 'boolean', default: false })
  expiryLogged!: boolean;

  @Column({ type: 'uuid', array: true })
  weakenedBy!: string[];

  @Column('int')
  version!: number;
}
