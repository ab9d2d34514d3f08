import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('principal_subject')
export class SubjectRecord {
  @PrimaryColumn('text')
  issuer!: string;

  @PrimaryColumn('text')
  subject!: string;

  @Column('uuid')
  principalId!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  linkedAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  claimsAt!: Date | null;
}
