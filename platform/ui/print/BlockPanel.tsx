import { useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type ObjectMeta, useLabel, useObject } from '../data/meta.ts';
import type { Filter } from '../data/records.ts';
import { FilterGroup } from '../filter/FilterGroup.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import type { BlockBody, Item } from './draft.ts';
import { MergeText, PickField } from './MergeText.tsx';
import { uploadFile, usePrintLists } from './use-templates.ts';

export interface PartProps {
  readonly meta: ObjectMeta;
  readonly block: BlockBody;
  readonly set: (patch: Readonly<Record<string, unknown>>) => void;
  /** The server's word on one property of the block. */
  readonly problem: (name: string) => string | undefined;
}

export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <Field label={label}>
      {(control) => (
        <select className="inp" {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Amount({
  label,
  value,
  min,
  max,
  step = 1,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly error?: string | undefined;
  readonly onChange: (value: number | undefined) => void;
}) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          className="inp num"
          type="number"
          {...control}
          min={min}
          max={max}
          step={step}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      )}
    </Field>
  );
}

function AlignChoice({ block, set, usual = 'left' }: PartProps & { readonly usual?: string }) {
  const { t } = useTranslation('print');
  return (
    <Choice
      label={t('align')}
      value={String(block['align'] ?? usual)}
      options={(['left', 'center', 'right'] as const).map((one) => [one, t(`aligns.${one}`)])}
      onChange={(align) => set({ align })}
    />
  );
}

function HeadingPart(props: PartProps) {
  const { t } = useTranslation('print');
  const { meta, block, set, problem } = props;
  const level = Number(block['level'] ?? 1);
  return (
    <>
      <MergeText
        meta={meta}
        label={t('text')}
        value={String(block['text'] ?? '')}
        error={problem('text')}
        onChange={(text) => set({ text })}
      />
      <div className="pd-two">
        <Choice
          label={t('level')}
          value={String(level)}
          options={[1, 2, 3].map((one) => [String(one), t('levelOf', { level: one })])}
          onChange={(one) => set({ level: Number(one) })}
        />
        <AlignChoice {...props} usual={level === 1 ? 'center' : 'left'} />
      </div>
    </>
  );
}

function TextPart(props: PartProps) {
  const { t } = useTranslation('print');
  const { meta, block, set, problem } = props;
  return (
    <>
      <MergeText
        lines
        meta={meta}
        label={t('text')}
        hint={t('textHint', { upper: '{{amount|大写}}' })}
        value={String(block['text'] ?? '')}
        error={problem('text')}
        onChange={(text) => set({ text })}
      />
      <div className="pd-two">
        <AlignChoice {...props} />
        <Amount
          label={t('size')}
          value={block['size'] as number | undefined}
          min={6}
          max={36}
          step={0.5}
          error={problem('size')}
          onChange={(size) => set({ size })}
        />
      </div>
      <Check label={t('indent')} checked={block['indent'] === true} onChange={(indent) => set({ indent })} />
    </>
  );
}

interface Row {
  readonly field: string;
  readonly label?: string;
  readonly option?: string;
  readonly width?: number;
  readonly align?: string;
  readonly sum?: boolean;
}

const spoken = new Set(['number', 'currency', 'date', 'datetime', 'percent']);

/** Fields in order, each with its own name, how it is written, and for tables the sum. */
function Rows({
  meta,
  rows,
  sums = false,
  problem,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly rows: readonly Row[];
  readonly sums?: boolean;
  readonly problem: string | undefined;
  readonly onChange: (rows: readonly Row[]) => void;
}) {
  const { t } = useTranslation('print');
  const text = useLabel();
  const fields = useFields(
    meta,
    rows.map(({ field }) => field),
  );
  const change = (at: number, patch: Partial<Row>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...patch } : row)));
  const swap = (at: number, by: 1 | -1) => onChange(rows.toSpliced(at, 1).toSpliced(at + by, 0, rows[at] as Row));
  return (
    <>
      <ul className="pd-rows">
        {rows.map((row, index) => {
          const field = fields.get(row.field);
          const name = field ? text(field.label) : row.field;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a field may stand twice; only its place tells them apart
            <li key={`${row.field} ${index}`}>
              <div className="head">
                <b title={row.field}>{name}</b>
                <IconButton size={14} icon="up" label={t('upOf', { name })} disabled={index === 0} onClick={() => swap(index, -1)} />
                <IconButton
                  size={14}
                  icon="down"
                  label={t('downOf', { name })}
                  disabled={index === rows.length - 1}
                  onClick={() => swap(index, 1)}
                />
                <IconButton size={14} icon="close" label={t('removeOf', { name })} onClick={() => onChange(rows.toSpliced(index, 1))} />
              </div>
              <div className="how">
                <input
                  className="inp"
                  aria-label={t('ownLabel', { field: name })}
                  placeholder={t('ownName')}
                  value={row.label ?? ''}
                  onChange={(event) => change(index, { label: event.target.value })}
                />
                {field && spoken.has(field.type) && (
                  <select
                    className="inp"
                    aria-label={t('howOf', { field: name })}
                    value={row.option ?? ''}
                    onChange={(event) => change(index, { option: event.target.value })}
                  >
                    <option value="">{t('how.usual')}</option>
                    <option value={field.type.startsWith('date') ? 'long' : 'upper'}>
                      {t(field.type.startsWith('date') ? 'how.long' : 'how.upper')}
                    </option>
                    <option value="plain">{t('how.plain')}</option>
                  </select>
                )}
                {sums && field && (field.type === 'number' || field.type === 'currency') && (
                  <Check label={t('sum')} checked={row.sum === true} onChange={(sum) => change(index, { sum })} />
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {problem && <p className="err">{problem}</p>}
      <PickField meta={meta} label={t('addField')} onPick={(field) => onChange([...rows, { field }])} />
    </>
  );
}

function FieldsPart({ meta, block, set, problem }: PartProps) {
  const { t } = useTranslation('print');
  return (
    <>
      <Choice
        label={t('columns')}
        value={String(block['columns'] ?? 2)}
        options={[1, 2, 3, 4].map((one) => [String(one), String(one)])}
        onChange={(one) => set({ columns: Number(one) })}
      />
      <Check label={t('border')} checked={block['border'] !== false} onChange={(border) => set({ border })} />
      <Rows
        meta={meta}
        rows={(block['items'] as readonly Row[] | undefined) ?? []}
        problem={problem('items')}
        onChange={(items) => set({ items })}
      />
    </>
  );
}

function TablePart({ meta, block, set, problem }: PartProps) {
  const { t } = useTranslation('print');
  const text = useLabel();
  const lists = usePrintLists(meta.name);
  const list = lists.find(({ name }) => name === block['list']);
  const child = useObject(list?.object ?? meta.name).data;
  const sort = (block['sort'] as readonly { field: string; direction: string }[] | undefined)?.[0];
  return (
    <>
      <Choice
        label={t('list')}
        value={String(block['list'] ?? '')}
        options={lists.map((one) => [one.name, text(one.label)])}
        onChange={(name) =>
          set({
            list: name,
            filter: undefined,
            sort: undefined,
            columns: (lists.find((one) => one.name === name)?.columns ?? []).map((field) => ({ field })),
          })
        }
      />
      {problem('list') && <p className="err">{problem('list')}</p>}
      {list && child && child.name === list.object && (
        <>
          <Rows
            sums
            meta={child}
            rows={(block['columns'] as readonly Row[] | undefined) ?? []}
            problem={problem('columns')}
            onChange={(columns) => set({ columns })}
          />
          <Check label={t('numbered')} checked={block['numbered'] === true} onChange={(numbered) => set({ numbered })} />
          <div className="pd-two">
            <Choice
              label={t('sortBy')}
              value={sort?.field ?? ''}
              options={[
                ['', t('asMade')],
                ...((block['columns'] as readonly Row[] | undefined) ?? []).map(
                  ({ field }) => [field, text(child.fields.find(({ name }) => name === field)?.label) || field] as const,
                ),
              ]}
              onChange={(field) => set({ sort: field ? [{ field, direction: sort?.direction ?? 'asc' }] : undefined })}
            />
            <Choice
              label={t('direction')}
              value={sort?.direction ?? 'asc'}
              options={[
                ['asc', t('asc')],
                ['desc', t('desc')],
              ]}
              onChange={(direction) => sort && set({ sort: [{ ...sort, direction }] })}
            />
          </div>
          <section aria-label={t('rowFilter')}>
            <h3 className="h3">{t('rowFilter')}</h3>
            <FilterGroup
              key={child.name}
              meta={child}
              filter={block['filter'] as Filter | undefined}
              accept={() => true}
              onChange={(filter) => set({ filter })}
            />
            {problem('filter') && <p className="err">{problem('filter')}</p>}
          </section>
        </>
      )}
    </>
  );
}

function PicturePart(props: PartProps) {
  const { t } = useTranslation('print');
  const { meta, block, set, problem } = props;
  const [busy, setBusy] = useState(false);
  const source = String(block['source'] ?? 'logo');
  const upload = async (file: File) => {
    setBusy(true);
    try {
      set({ file: await uploadFile(file) });
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Choice
        label={t('source')}
        value={source}
        options={(['logo', 'file', 'field'] as const).map((one) => [one, t(`sources.${one}`)])}
        onChange={(next) => set({ source: next, file: undefined, field: undefined })}
      />
      {source === 'file' && (
        <Field label={t('picture')} hint={block['file'] ? t('uploaded') : t('pictureHint')} error={problem('file')}>
          {(control) => (
            <input
              type="file"
              accept="image/png,image/jpeg"
              {...control}
              disabled={busy}
              onChange={(event) => event.target.files?.[0] && void upload(event.target.files[0])}
            />
          )}
        </Field>
      )}
      {source === 'field' && (
        <>
          <p className="note">{block['field'] ? t('chosenField', { field: String(block['field']) }) : t('noPictureField')}</p>
          <PickField meta={meta} label={t('chooseField')} onPick={(field) => set({ field })} />
          {problem('field') && <p className="err">{problem('field')}</p>}
        </>
      )}
      <div className="pd-two">
        <Amount
          label={t('width')}
          value={block['width'] as number | undefined}
          min={5}
          max={400}
          error={problem('width')}
          onChange={(width) => set({ width })}
        />
        {block.type === 'image' ? (
          <AlignChoice {...props} />
        ) : (
          <>
            <Amount label={t('moveX')} value={block['x'] as number | undefined} min={-300} max={400} onChange={(x) => set({ x })} />
            <Amount label={t('moveY')} value={block['y'] as number | undefined} min={-400} max={400} onChange={(y) => set({ y })} />
          </>
        )}
      </div>
    </>
  );
}

function CodePart(props: PartProps) {
  const { t } = useTranslation('print');
  const { meta, block, set, problem } = props;
  return (
    <>
      <Choice
        label={t('codeKind')}
        value={String(block['kind'] ?? 'qr')}
        options={(['qr', 'code128', 'ean13'] as const).map((one) => [one, t(`codes.${one}`)])}
        onChange={(kind) => set({ kind })}
      />
      <MergeText
        meta={meta}
        label={t('codeText')}
        value={String(block['text'] ?? '')}
        error={problem('text')}
        onChange={(text) => set({ text })}
      />
      <div className="pd-two">
        <Amount label={t('width')} value={block['width'] as number | undefined} min={10} max={200} onChange={(width) => set({ width })} />
        <AlignChoice {...props} />
      </div>
      <Check label={t('readable')} checked={block['readable'] === true} onChange={(readable) => set({ readable })} />
    </>
  );
}

interface Party {
  readonly title: string;
  readonly lines: readonly string[];
}

function SignaturePart({ meta, block, set, problem }: PartProps) {
  const { t } = useTranslation('print');
  const parties = (block['parties'] as readonly Party[] | undefined) ?? [];
  const change = (at: number, patch: Partial<Party>) =>
    set({ parties: parties.map((party, index) => (index === at ? { ...party, ...patch } : party)) });
  return (
    <>
      {parties.map((party, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parties have no name of their own, and are changed where they stand
        <div key={index}>
          <MergeText
            meta={meta}
            label={t('party', { number: index + 1 })}
            value={party.title}
            error={problem(`parties[${index}].title`)}
            onChange={(title) => change(index, { title })}
          />
          <Field label={t('partyLines', { number: index + 1 })}>
            {(control) => (
              <textarea
                className="inp"
                rows={3}
                {...control}
                value={party.lines.join('\n')}
                onChange={(event) => change(index, { lines: event.target.value.split('\n').slice(0, 10) })}
              />
            )}
          </Field>
        </div>
      ))}
      <div className="row">
        <Button
          size="sm"
          icon="plus"
          disabled={parties.length >= 4}
          onClick={() => set({ parties: [...parties, { title: t('fresh.third'), lines: [t('fresh.date')] }] })}
        >
          {t('addParty')}
        </Button>
        <Button size="sm" disabled={parties.length <= 1} onClick={() => set({ parties: parties.slice(0, -1) })}>
          {t('dropParty')}
        </Button>
      </div>
    </>
  );
}

function SpacePart({ block, set, problem }: PartProps) {
  const { t } = useTranslation('print');
  return (
    <Amount
      label={t('height')}
      value={block['height'] as number | undefined}
      min={1}
      max={250}
      error={problem('height')}
      onChange={(height) => set({ height })}
    />
  );
}

const parts: Partial<Record<BlockBody['type'], (props: PartProps) => React.ReactNode>> = {
  heading: HeadingPart,
  text: TextPart,
  fields: FieldsPart,
  table: TablePart,
  image: PicturePart,
  seal: PicturePart,
  code: CodePart,
  signature: SignaturePart,
  space: SpacePart,
};

/** What one block says, and when it is printed at all. */
export function BlockPanel({
  meta,
  item,
  problem,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly item: Item;
  readonly problem: PartProps['problem'];
  readonly onChange: (item: Item) => void;
}) {
  const { t } = useTranslation('print');
  const [asks, setAsks] = useState(item.when !== undefined);
  const Part = parts[item.block.type];
  const set = (patch: Readonly<Record<string, unknown>>) =>
    onChange({
      ...item,
      block: Object.fromEntries(Object.entries({ ...item.block, ...patch }).filter(([, value]) => value !== undefined)) as BlockBody,
    });
  const setWhen = (when: Filter | undefined) => {
    const { when: _old, ...rest } = item;
    onChange(when ? { ...rest, when } : rest);
  };
  return (
    <section className="pd-panel" aria-label={t('panel', { block: t(`block.${item.block.type}`) })}>
      <h2>{t(`block.${item.block.type}`)}</h2>
      {Part ? <Part meta={meta} block={item.block} set={set} problem={problem} /> : <p className="note">{t('nothingToSet')}</p>}
      <Check
        label={t('when')}
        checked={asks}
        onChange={(on) => {
          setAsks(on);
          if (!on) setWhen(undefined);
        }}
      />
      {asks && <FilterGroup meta={meta} filter={item.when} accept={() => true} onChange={setWhen} />}
    </section>
  );
}
