import type { ComponentType } from 'react';
import type { FieldType } from '../../data/meta.ts';
import type { Load } from '../../module.ts';
import { Lazy } from '../../shell/lazy.tsx';
import { AddressEditor } from './AddressEditor.tsx';
import { BarcodeEditor } from './BarcodeEditor.tsx';
import { DateEditor, DateTimeEditor, TimeEditor } from './DateEditor.tsx';
import { LookupEditor } from './LookupEditor.tsx';
import { NumberEditor } from './NumberEditor.tsx';
import { OptionEditor, OptionsEditor } from './OptionEditor.tsx';
import { FilesEditor, RatingEditor, SwitchEditor } from './OtherEditors.tsx';
import { PlaceEditor } from './PlaceEditor.tsx';
import { LongTextEditor, TagsEditor, TextEditor } from './TextEditor.tsx';
import type { EditorProps } from './types.ts';
import './editors.css';

/** An editor that comes when it is first needed. */
function later(load: Load<EditorProps>): ComponentType<EditorProps> {
  return function Later(props: EditorProps) {
    return <Lazy load={load} props={props} />;
  };
}

const EDITORS: Readonly<Partial<Record<FieldType, ComponentType<EditorProps>>>> = {
  longText: LongTextEditor,
  richText: later(() => import('./RichTextEditor.tsx').then((file) => file.RichTextEditor)),
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
  signature: later(() => import('./SignatureEditor.tsx').then((file) => file.SignatureEditor)),
  barcode: BarcodeEditor,
  rating: RatingEditor,
};

/** The editor of any field: `<FieldEditor field={field} value={value} onChange={set} onCommit={save} onCancel={close} autoFocus />` */
export function FieldEditor(props: EditorProps) {
  const Editor = EDITORS[props.field.type] ?? TextEditor;
  return <Editor {...props} />;
}
