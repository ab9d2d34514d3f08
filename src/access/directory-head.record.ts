import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('directory_head')
export class DirectoryHeadRecord {
  @PrimaryColumn('int')
  id!: number;

  @Column('int')
  version!: number;
}
