import { label } from '@huanke/platform/kernel';
import { datetime, defineObject, masterDetail, number, text } from '@huanke/platform/module';

/** A file of the sealed bid as it was then: its hash is what later files are held against. Written with the move to `sealed` only. */
export const SealedFile = defineObject({
  name: 'sealedFile',
  label: label('封标文件', 'Sealed file'),
  plural: label('封标文件', 'Sealed files'),
  icon: 'lock',
  title: 'name',
  fields: {
    name: text({ label: label('文件名', 'File'), required: true, max: 255 }),
    tender: masterDetail('tender', { label: label('投标项目', 'Tender'), required: true, indexed: true }),
    section: text({ label: label('章节', 'Section'), max: 200 }),
    sha256: text({ label: label('SHA-256', 'SHA-256'), required: true, max: 64 }),
    size: number({ label: label('大小（字节）', 'Size (bytes)') }),
    sealedAt: datetime({ label: label('封标时间', 'Sealed at'), required: true }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: { columns: ['name', 'tender', 'section', 'sha256', 'sealedAt'], sort: [{ field: 'section', direction: 'asc' }] },
  page: { highlights: ['tender', 'section', 'sealedAt'] },
  access: { owned: false, default: 'private' },
});
