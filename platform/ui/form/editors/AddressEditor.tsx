import { useMemo, useState } from 'react';
import { aliasesOf } from '../../../text/regions/aliases.ts';
import { addressParser } from '../../../text/regions/parse-address.ts';
import { isSaidAs, type Region } from '../../../text/regions/table.ts';
import { useRegions } from '../../data/regions.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { AddressValue } from '../values.ts';
import { type Choice, Chooser } from './Chooser.tsx';
import { useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

const MOST = 30;
const WHOLE = '=';

/** Where the cascader stands: the levels below this place are offered. */
function useLevels(region: string | null | undefined, query: string, at: string | null) {
  const { t } = useTranslation('values');
  const table = useRegions();
  return useMemo((): readonly Choice[] => {
    if (!table) return [];
    const wanted = query.trim();
    const choice = ({ code, name }: Region): Choice => ({ key: code, label: name, chosen: code === region });
    if (wanted) {
      const holds = (one: Region) =>
        one.name.includes(wanted) || aliasesOf(one).some((alias) => alias.includes(wanted)) || isSaidAs(one, wanted);
      return table.all
        .filter(holds)
        .slice(0, MOST)
        .map((one) => ({ ...choice(one), key: `${WHOLE}${one.code}`, sub: table.name(one.parent ?? '') }));
    }
    const here = at === null ? [] : [{ key: `${WHOLE}${at}`, label: t('wholeRegion', { name: table.name(at) }), chosen: at === region }];
    return [...here, ...table.children(at).map(choice)];
  }, [table, region, query, at, t]);
}

/** 省/市/区 level by level, or by typing its name, another name or its pinyin. */
export function RegionChooser({
  region,
  onRegion,
  ...props
}: EditorProps & { readonly region: string | null | undefined; readonly onRegion: (code: string | null) => void }) {
  const { t } = useTranslation('values');
  const table = useRegions();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState<string | null>(null);
  const choices = useLevels(region, query, at);
  const pick = (key: string) => {
    const code = key.replace(WHOLE, '');
    const isEnd = key.startsWith(WHOLE) || (table?.children(code).length ?? 0) === 0;
    onRegion(code);
    setAt(isEnd ? (table?.get(code)?.parent ?? null) : code);
  };
  return (
    <Chooser
      {...props}
      many
      choices={choices}
      text={region ? (table?.name(region) ?? region) : ''}
      onPick={pick}
      onClear={region ? () => onRegion(null) : undefined}
      onQuery={setQuery}
      onOpen={() => setAt(region ? (table?.get(region)?.parent ?? null) : null)}
      busy={!table}
      emptyText={t('noRegion')}
      placeholder={t('regionHint')}
    />
  );
}

/** address: 省/市/区 level by level or by typing, and the street; a whole address pasted into the street is taken apart. */
export function AddressEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t } = useTranslation('values');
  const editing = useEditing(props);
  const table = useRegions();
  const [typed, setTyped] = useState<AddressValue | null>(null);
  const now = typed ?? (typeof value === 'object' && value !== null ? (value as AddressValue) : {});
  const set = (part: Partial<AddressValue>) => {
    const next = { ...now, ...part };
    setTyped(next);
    editing.touch();
    onChange(next.street || next.region ? next : null);
  };
  const current = () => (now.street || now.region ? now : null);
  const paste = (text: string): boolean => {
    if (!table) return false;
    const { region, street } = addressParser(table)(text);
    if (!region) return false;
    set({ region, street });
    return true;
  };
  const { onCommit: _commit, onCancel, ...rest } = props;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div
      className="ed stack"
      onBlur={(event) => {
        if (!(event.relatedTarget instanceof Element && event.relatedTarget.closest('.popover'))) editing.onBlur(event, current);
      }}
    >
      <RegionChooser {...rest} {...(onCancel ? { onCancel } : {})} region={now.region} onRegion={(region) => set({ region })} />
      <input
        className="inp"
        aria-label={t('street')}
        placeholder={t('streetHint')}
        maxLength={300}
        value={now.street ?? ''}
        onChange={(event) => set({ street: event.target.value })}
        onPaste={(event) => {
          if (!now.street && paste(event.clipboardData.getData('text'))) event.preventDefault();
        }}
        onKeyDown={(event) => editing.onKey(event, current)}
      />
    </div>
  );
}
