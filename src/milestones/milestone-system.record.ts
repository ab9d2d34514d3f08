import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('milestone_system')
export class MilestoneSystemRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  milestoneId!: string;

  @PrimaryColumn('uuid')
  systemId!: string;

  @Column('int')
  version!: number;
}
