import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('note')
export class NoteRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', nullable: true })
  systemId!: string | null;

  @Column('text')
  text!: string;

  @Column('uuid')
  by!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('int')
  version!: number;
}
