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

  /** Whether that transaction was judged; it may then write nothing more. */
  @Column('boolean')
  judged!: boolean;
}
