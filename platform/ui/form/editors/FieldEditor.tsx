import type { ComponentType } from 'react';
import type { FieldType } from '../../data/meta.ts';
import { AddressEditor } from './AddressEditor.tsx';
import { DateEditor, DateTimeEditor, TimeEditor } from './DateEditor.tsx';
import { LookupEditor } from './LookupEditor.tsx';
import { NumberEditor } from './NumberEditor.tsx';
import { OptionEditor, OptionsEditor } from './OptionEditor.tsx';
import { FilesEditor, RatingEditor, SwitchEditor } from './OtherEditors.tsx';
import { PlaceEditor } from './PlaceEditor.tsx';
import { LongTextEditor, TagsEditor, TextEditor } from './TextEditor.tsx';
import type { EditorProps } from './types.ts';
import './editors.css';

const EDITORS: Readonly<Partial<Record<FieldType, ComponentType<EditorProps>>>> = {
  longText: LongTextEditor,
  richText: LongTextEditor,
  number: NumberEditor,
  currency: NumberEditor,
  percent: NumberEditor,
  date: DateEditor,
  datetime: DateTimeEditor,
  time: TimeEditor,
  boolean: SwitchEditor,
  picklist: OptionEditor,
  stage: OptionEditor,
  multiPicklist: OptionsEditor,
  tags: TagsEditor,
  lookup: LookupEditor,
  masterDetail: LookupEditor,
  user: LookupEditor,
  department: LookupEditor,
  address: AddressEditor,
  geolocation: PlaceEditor,
  image: FilesEditor,
  attachment: FilesEditor,
  signature: FilesEditor,
  rating: RatingEditor,
};

/** The editor of any field: `<FieldEditor field={field} value={value} onChange={set} onCommit={save} onCancel={close} autoFocus />` */
export function FieldEditor(props: EditorProps) {
  const Editor = EDITORS[props.field.type] ?? TextEditor;
  return <Editor {...props} />;
}
