import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('hold')
export class HoldRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', nullable: true })
  systemId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  plantId!: string | null;

  @Column('text')
  reason!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  placedAt!: Date;

  @Column('uuid')
  placedBy!: string;

  @Column('int')
  version!: number;
}
