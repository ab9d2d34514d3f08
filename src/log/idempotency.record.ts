import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('idempotency')
export class IdempotencyRecord {
  @PrimaryColumn('uuid')
  principalId!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column({ type: 'uuid', nullable: true })
  incidentId!: string | null;

  @Column('text')
  mutation!: string;

  @Column('text')
  inputHash!: string;

  @Column({ type: 'int', nullable: true })
  firstPosition!: number | null;

  @Column({ type: 'int', nullable: true })
  lastPosition!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  answer!: unknown;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
