import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('containment_check')
export class CheckRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  systemId!: string;

  @PrimaryColumn('text')
  kind!: string;

  @Column('text')
  outcome!: string;

  @Column('jsonb')
  evidence!: unknown;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  recordedAt!: Date;

  @Column('uuid')
  recordedBy!: string;

  @Column('int')
  version!: number;
}
