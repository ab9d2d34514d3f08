import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('system_after')
export class SystemAfterRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  systemId!: string;

  @PrimaryColumn('uuid')
  milestoneId!: string;

  @Column('int')
  version!: number;
}
