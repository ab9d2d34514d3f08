import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('milestone_milestone')
export class MilestoneMilestoneRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  milestoneId!: string;

  @PrimaryColumn('uuid')
  needsId!: string;

  @Column('int')
  version!: number;
}
