import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('break_glass_account')
export class BreakGlassRecord {
  @PrimaryColumn('uuid')
  principalId!: string;

  @Column('text')
  passwordHash!: string;

  @Column('text')
  totpSecret!: string;

  @Column({ type: 'int', nullable: true })
  totpStep!: number | null;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
