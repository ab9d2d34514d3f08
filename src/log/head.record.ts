import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('incident_head')
export class HeadRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @Column('int')
  position!: number;

  @Column('int')
  base!: number;

  @Column('text')
  logHead!: string;

  /** The transaction that moved it and may write; the guard alone sets it. Of type xid8, which TypeORM does not know. */
  @Column({ type: 'text', nullable: true })
  txid!: string | null;

  /** Whether that transaction was judged; it may then write nothing more to this incident. */
  @Column('boolean')
  judged!: boolean;
}
