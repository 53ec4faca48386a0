import {
  api,
  Button,
  fieldOf,
  type ObjectMeta,
  openCreate,
  paths,
  queryClient,
  type RecordData,
  type Reference,
  recordKeys,
  Tag,
  toast,
  toneOf,
  useCan,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import '../web.css';

/** 任职: where the contact works, the primary company first, and what they have left. */
export function Positions({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const meta = useObject('contactAccount').data;
  const { data } = useRecordQuery('contactAccount', {
    fields: ['account', 'title', 'role', 'primary', 'leftOn', 'version'],
    filter: { field: 'contact', op: 'eq', value: record.id },
    sort: [
      { field: 'primary', direction: 'desc' },
      { field: 'leftOn', direction: 'desc' },
      { field: 'createdAt', direction: 'asc' },
    ],
    limit: 50,
  });
  if (!data || !meta) return null;
  const links = data.pages[0]?.records ?? [];
  const mayEdit = can('contactAccount.edit') && (object.can?.includes('edit') ?? false);
  if (links.length === 0 && !mayEdit) return null;
  return (
    <section className="acc-part" aria-label={text(texts.positions)}>
      <h2>
        {text(texts.positions)}
        <span className="sp" />
        {mayEdit && (
          <Button
            kind="link"
            icon="plus"
            onClick={() => openCreate('contactAccount', { contact: { id: record.id, title: String(record[object.title] ?? '') } })}
          >
            {text(texts.addPosition)}
          </Button>
        )}
      </h2>
      {links.length === 0 ? (
        <p className="note">{text(texts.noPositions)}</p>
      ) : (
        <ul className="acc-rows">
          {links.map((link) => (
            <PositionRow key={link.id} meta={meta} link={link} contact={record.id} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
    </section>
  );
}

function PositionRow({
  meta,
  link,
  contact,
  mayEdit,
}: {
  readonly meta: ObjectMeta;
  readonly link: RecordData;
  readonly contact: string;
  readonly mayEdit: boolean;
}) {
  const text = useLabel();
  const account = link['account'] as Reference | null;
  const role = fieldOf(meta, 'role')?.options?.find(({ key }) => key === link['role']);
  const leftOn = link['leftOn'] as string | null;
  const makePrimary = async () => {
    try {
      await api.patch(`/records/contactAccount/${link.id}`, { primary: true, version: link.version });
      await queryClient.invalidateQueries({ queryKey: recordKeys.object('contactAccount') });
      await queryClient.invalidateQueries({ queryKey: recordKeys.record('contact', contact) });
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <li className={leftOn ? 'left' : undefined}>
      {account ? (
        <Link to={paths.record('account', account.id)} className="ell">
          {account.title || '--'}
        </Link>
      ) : (
        '--'
      )}
      {link['title'] ? <span>{String(link['title'])}</span> : null}
      {role && (
        <Tag small tone={toneOf(role.color)}>
          {text(role.label)}
        </Tag>
      )}
      {link['primary'] === true && (
        <Tag small tone="brand">
          {text(texts.primary)}
        </Tag>
      )}
      {leftOn && <span className="note">{text(texts.leftOn).replace('{day}', leftOn)}</span>}
      <span className="sp" />
      {mayEdit && !leftOn && link['primary'] !== true && (
        <Button kind="link" onClick={() => void makePrimary()}>
          {text(texts.makePrimary)}
        </Button>
      )}
    </li>
  );
}
