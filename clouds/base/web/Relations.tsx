import {
  api,
  Button,
  confirm,
  IconButton,
  type Label,
  type ObjectMeta,
  openCreate,
  paths,
  queryClient,
  type RecordData,
  type Reference,
  recordKeys,
  toast,
  useCan,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { PanelFrame } from '@huanke/platform/ui/panels';
import { Link } from '@tanstack/react-router';
import { accountKinds, contactKinds, texts } from './texts.ts';
import './web.css';

interface Props {
  readonly object: ObjectMeta;
  readonly record: RecordData;
}

interface Words {
  readonly title: Label;
  readonly add: Label;
  readonly none: Label;
  readonly kinds: Readonly<Record<string, readonly [Label, Label]>>;
}

const words: Readonly<Record<string, Words>> = {
  accountRelation: { title: texts.relations, add: texts.addRelation, none: texts.noRelations, kinds: accountKinds },
  contactRelation: { title: texts.people, add: texts.addPeople, none: texts.noPeople, kinds: contactKinds },
};

/** 客户关系: both directions, each in the words of this side. */
export const AccountRelations = (props: Props) => <Relations {...props} of="accountRelation" />;
/** 人际关系 of a contact. */
export const ContactRelations = (props: Props) => <Relations {...props} of="contactRelation" />;

function Relations({ object, record, of }: Props & { readonly of: 'accountRelation' | 'contactRelation' }) {
  const text = useLabel();
  const can = useCan();
  const mine = object.name;
  const { title, add: addText, none } = words[of] as Words;
  const query = useRecordQuery(of, {
    fields: [mine, 'other', 'kind', 'note', ...(of === 'contactRelation' ? ['strength'] : [])],
    filter: {
      or: [
        { field: mine, op: 'eq', value: record.id },
        { field: 'other', op: 'eq', value: record.id },
      ],
    },
    sort: [{ field: 'createdAt', direction: 'asc' }],
    limit: 50,
  });
  const mayEdit = can(`${of}.create`) && (object.can?.includes('edit') ?? false);
  const add = mayEdit && (
    <Button
      kind="link"
      icon="plus"
      onClick={() => openCreate(of, { [mine]: { id: record.id, title: String(record[object.title] ?? '') } })}
    >
      {text(addText)}
    </Button>
  );
  return (
    <PanelFrame label={text(title)} query={query} tools={() => add}>
      {({ pages }) => {
        const relations = pages[0]?.records ?? [];
        if (relations.length === 0) return mayEdit ? <p className="note">{text(none)}</p> : null;
        return (
          <ul className="acc-rows">
            {relations.map((relation) => (
              <RelationRow key={relation.id} relation={relation} of={of} mine={mine} id={record.id} mayEdit={mayEdit} />
            ))}
          </ul>
        );
      }}
    </PanelFrame>
  );
}

function RelationRow({
  relation,
  of,
  mine,
  id,
  mayEdit,
}: {
  readonly relation: RecordData;
  readonly of: string;
  readonly mine: string;
  readonly id: string;
  readonly mayEdit: boolean;
}) {
  const text = useLabel();
  const from = relation[mine] as Reference | null;
  const isMine = from?.id === id;
  const other = isMine ? (relation['other'] as Reference | null) : from;
  const kind = words[of]?.kinds[String(relation['kind'])]?.[isMine ? 0 : 1];
  const remove = async () => {
    if (!(await confirm({ title: text(texts.removeAsk), confirm: text(texts.remove), danger: true }))) return;
    try {
      await api.delete(`/records/${of}/${relation.id}`);
      await queryClient.invalidateQueries({ queryKey: recordKeys.object(of) });
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <li>
      <span className="kind">{kind ? text(kind) : String(relation['kind'])}</span>
      {other ? (
        <Link to={paths.record(mine, other.id)} className="ell">
          {other.title || '--'}
        </Link>
      ) : (
        '--'
      )}
      {typeof relation['strength'] === 'number' && (
        <span className="note">{text(texts.strength).replace('{n}', String(relation['strength']))}</span>
      )}
      {relation['note'] ? <span className="note">{String(relation['note'])}</span> : null}
      <span className="sp" />
      {mayEdit && <IconButton icon="close" label={`${text(texts.remove)} ${other?.title ?? ''}`} onClick={() => void remove()} />}
    </li>
  );
}
