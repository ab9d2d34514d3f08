import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('break_glass_attempt')
export class BreakGlassAttemptRecord {
  @PrimaryColumn('text')
  nameHash!: string;

  @Column('int')
  attempts!: number;

  @Column({ type: 'timestamptz', precision: 3 })
  since!: Date;
}
