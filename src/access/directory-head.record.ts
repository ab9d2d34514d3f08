import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('directory_head')
export class DirectoryHeadRecord {
  @PrimaryColumn('int')
  id!: number;

  @Column('int')
  version!: number;

  @Column('int')
  logPosition!: number;

  @Column('text')
  logHead!: string;

  @Column('int')
  base!: number;

  @Column({ type: 'text', nullable: true })
  txid!: string | null;
}
