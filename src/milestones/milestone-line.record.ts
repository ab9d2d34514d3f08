import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('milestone_line')
export class MilestoneLineRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  milestoneId!: string;

  @PrimaryColumn('uuid')
  lineId!: string;

  @Column('int')
  version!: number;
}
