import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('team')
export class TeamRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column('int')
  capacity!: number;

  @Column({ type: 'text', nullable: true })
  contact!: string | null;

  @Column('int')
  version!: number;
}
