import { useState } from 'react';
import { useFields } from '../cells/fields.ts';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import type { Filter } from '../data/records.ts';
import { GroupBox } from './Builder.tsx';
import { type Group, toFilter, toGroup } from './group.ts';
import { conditionsOf, useTitles } from './titles.ts';

/**
 * A filter that is kept (of a roll-up), inside a form: it can not depend on who looks, on the day or on other records, so relative days,
 * "me", trees and fields behind lookups are not offered.
 */
export function FilterGroup({
  meta,
  filter,
  accept,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly filter: Filter | undefined;
  readonly accept: (field: FieldMeta) => boolean;
  readonly onChange: (filter: Filter | undefined) => void;
}) {
  const [group, setGroup] = useState<Group>(() => toGroup(filter));
  const conditions = conditionsOf(filter);
  const titleOf = useTitles(
    conditions,
    useFields(
      meta,
      conditions.map((condition) => condition.field),
    ),
  );
  const change = (next: Group) => {
    setGroup(next);
    onChange(toFilter(next));
  };
  return (
    <div className="build">
      <GroupBox meta={meta} group={group} level={1} titleOf={titleOf} kept={{ accept }} onChange={change} />
    </div>
  );
}
