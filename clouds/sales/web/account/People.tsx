import type { Label, ObjectMeta, RecordData } from '@huanke/platform/ui';
import { Avatar, listLink, paths, Tag, useFormat, useLabel } from '@huanke/platform/ui';
import { PanelFrame, usePanel } from '@huanke/platform/ui/panels';
import { Link } from '@tanstack/react-router';
import { filters } from './figures.ts';
import { texts } from './texts.ts';
import './account.css';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly lastTouchAt: string | null;
  readonly role: { readonly label: Label; readonly attitude: number; readonly influence: number } | null;
}

interface Data {
  readonly count: { readonly value: number; readonly capped: boolean };
  readonly people: readonly Person[];
}

/** 关键联系人: who is known there, their role and stance in our deals, when they were last spoken to. */
export function People({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const query = usePanel<Data>('account', record.id, 'people', ['contact', 'activity', 'opportunityContact']);
  return (
    <PanelFrame
      label={text(texts.keyPeople)}
      query={query}
      tools={({ count }) => (
        <Link {...listLink('contact', { filter: filters.contacts(record.id) })}>
          {text(texts.all)} {count.value}
          {count.capped ? '+' : ''}
        </Link>
      )}
    >
      {({ people }) =>
        people.length === 0 ? null : (
          <ul className="acc-people">
            {people.map((person) => (
              <PersonCard key={person.id} person={person} />
            ))}
          </ul>
        )
      }
    </PanelFrame>
  );
}

function PersonCard({ person: { id, name, title, role, lastTouchAt } }: { readonly person: Person }) {
  const text = useLabel();
  const format = useFormat();
  const stance = role && (role.attitude > 0 ? texts.supports : role.attitude < 0 ? texts.opposes : texts.neutral);
  return (
    <li>
      <Avatar name={name} size={32} />
      <span className="pers">
        <Link to={paths.record('contact', id)} className="ell">
          {name || '--'}
        </Link>
        <span className="note ell">
          {[title, lastTouchAt ? format.relative(lastTouchAt) : text(texts.noTouch)].filter(Boolean).join(' · ')}
        </span>
      </span>
      {role && stance && (
        <Tag small tone={role.attitude > 0 ? 'ok' : role.attitude < 0 ? 'bad' : 'neutral'}>
          {text(role.label)} · {text(stance)}
        </Tag>
      )}
    </li>
  );
}
