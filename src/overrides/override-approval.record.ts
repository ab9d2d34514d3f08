import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('override_approval')
export class OverrideApprovalRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  overrideId!: string;

  @PrimaryColumn('uuid')
  principalId!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('int')
  version!: number;
}
