import { Button, Icon, IconButton, toast, useLabel } from '@huanke/platform/ui';
import { useState } from 'react';
import type { Material } from './data.ts';
import { texts } from './texts.ts';

interface ListProps {
  readonly list: readonly Material[];
  readonly onChange: (list: readonly Material[]) => void;
}

/** The materials of a step: links and files, each with the name it shows by. */
export function Materials({ list, onChange }: ListProps) {
  const text = useLabel();
  const put = (at: number, change: Partial<Material>) => onChange(list.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <>
      {list.map((one, at) => (
        <div key={at} className="pb-material">
          {one.file && <Icon name="file" />}
          <input
            className="inp"
            aria-label={text(texts.materialName)}
            placeholder={text(texts.materialName)}
            value={one.name}
            maxLength={100}
            onChange={(event) => put(at, { name: event.target.value })}
          />
          {!one.file && (
            <input
              className="inp"
              aria-label={text(texts.materialUrl)}
              placeholder="https://"
              value={one.url ?? ''}
              maxLength={1000}
              onChange={(event) => put(at, { url: event.target.value })}
            />
          )}
          <IconButton icon="close" label={text(texts.removeMaterial)} onClick={() => onChange(list.filter((_, index) => index !== at))} />
        </div>
      ))}
      <div className="pb-add">
        <Button size="sm" icon="plus" onClick={() => onChange([...list, { name: '', url: '' }])}>
          {text(texts.addMaterial)}
        </Button>
        <AddFiles list={list} onChange={onChange} />
      </div>
    </>
  );
}

function AddFiles({ list, onChange }: ListProps) {
  const text = useLabel();
  const [busy, setBusy] = useState(false);
  const add = async (files: FileList | null) => {
    setBusy(true);
    try {
      const { upload } = await import('@huanke/platform/ui/form');
      const made: Material[] = [];
      for (const one of files ?? []) {
        const { id, name } = await upload(one);
        made.push({ name: name.slice(0, 100), file: id });
      }
      onChange([...list, ...made]);
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <label className="btn sm pb-upload" aria-busy={busy || undefined}>
      <Icon name="attach" size={14} />
      <span>{text(texts.addFile)}</span>
      <input type="file" multiple className="vh" onChange={(event) => void add(event.target.files)} />
    </label>
  );
}
