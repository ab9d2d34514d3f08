import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('access_log')
export class AccessLogRecord {
  @PrimaryColumn('int')
  position!: number;

  @Column('uuid')
  id!: string;

  @Column('text')
  type!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('uuid')
  actorId!: string;

  @Column('uuid')
  principalId!: string;

  @Column({ type: 'uuid', nullable: true })
  tokenId!: string | null;

  @Column('text')
  text!: string;

  @Column('text')
  previousHash!: string;

  @Column('text')
  hash!: string;
}
