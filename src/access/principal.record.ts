import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('principal')
export class PrincipalRecord {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  handle!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: string;

  @Column('boolean')
  active!: boolean;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
