import { useQuery } from '@tanstack/react-query';
import { branchWords } from '../../text/company/words.ts';
import { type ObjectMeta, treeOf } from '../data/meta.ts';
import { type RecordData, recordKeys, useSaveRecord } from '../data/records.ts';
import { BranchHint } from '../form/BranchHint.tsx';
import { isEmpty, isWritable } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';
import { checkRecord, type HeadOffice } from './data.ts';
import './duplicates.css';

/** On the page of a branch that hangs from nothing: its company, where that is there, to hang it below. */
export function BranchPanel({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('duplicates');
  const save = useSaveRecord(object.name);
  const tree = treeOf(object);
  const title = String(record[object.title] ?? '');
  const mayHang = tree !== undefined && isWritable(tree) && (object.can?.includes('edit') ?? false);
  const isAsked = mayHang && isEmpty(record[tree.name]) && branchWords.some((word) => title.includes(word));
  const query = useQuery({
    queryKey: [...recordKeys.object(object.name), 'branch', record.id, title],
    queryFn: ({ signal }) => checkRecord({ object: object.name, values: { [object.title]: title }, id: record.id }, signal),
    enabled: isAsked,
    retry: false,
  });
  const heads = isAsked ? (query.data?.branchOf ?? []) : [];
  if (!tree || heads.length === 0) return null;
  const hang = async (head: HeadOffice) => {
    const changes = { [tree.name]: head.id };
    const optimistic = { [tree.name]: { id: head.id, title: head.title } };
    try {
      await save.mutateAsync({ id: record.id, version: record.version, changes, optimistic });
      toast.ok(t('branch.done', { title: head.title }));
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <div className="branchbar">
      <BranchHint meta={object} heads={heads} busy={save.isPending} onChoose={(head) => void hang(head)} />
    </div>
  );
}
