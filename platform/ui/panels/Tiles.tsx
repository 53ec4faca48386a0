import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Label, type ObjectMeta, useLabel } from '../data/meta.ts';
import type { Filter, RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { listLink } from '../list/href.ts';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { usePanel } from './data.ts';
import './panels.css';

interface Tile {
  readonly name: string;
  readonly label: Label;
  readonly icon: string;
  readonly unit: Label;
  readonly object: string;
  readonly filter: Filter;
  readonly count: number;
  readonly sum?: string;
  readonly others?: readonly { readonly currency: string; readonly sum: string }[];
}

/** The record at a glance; every figure opens the list it counts. */
export function Tiles({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('panels');
  const [of, setOf] = useState<readonly string[]>([]);
  const { data, error, refetch } = usePanel<{ readonly tiles: readonly Tile[] }>(object.name, record.id, 'tiles', of);
  const objects = data?.tiles.map((tile) => tile.object) ?? [];
  if (data && objects.join() !== of.join()) setOf(objects);
  if (data?.tiles.length === 0) return null;
  return (
    <section className="tiles" aria-label={t('tiles')}>
      {data ? (
        data.tiles.map((tile) => <TileLink key={tile.name} tile={tile} />)
      ) : error ? (
        <ErrorState error={error} small onRetry={() => void refetch()} />
      ) : (
        <Delayed>
          <span className="tile">
            <Bone width={96} />
            <Bone width={64} height={24} />
          </span>
        </Delayed>
      )}
    </section>
  );
}

function TileLink({ tile }: { readonly tile: Tile }) {
  const { t } = useTranslation('panels');
  const text = useLabel();
  const format = useFormat();
  const figure = tile.sum === undefined ? null : format.moneyFigure(tile.sum);
  const others = tile.others?.map(({ currency, sum }) => format.moneyFigure(sum, currency).text).join(' · ');
  return (
    <Link {...listLink(tile.object, { filter: tile.filter })} className="tile">
      <span className="tl1">
        <Icon name={iconOr(tile.icon)} size={14} />
        {text(tile.label)}
        <Icon name="right" size={14} />
      </span>
      {figure ? (
        <>
          <b title={figure.title}>{figure.text}</b>
          <span className="note ell">
            {tile.count} {text(tile.unit)}
            {others && ` · ${t('others', { sums: others })}`}
          </span>
        </>
      ) : (
        <b>
          {tile.count} <small>{text(tile.unit)}</small>
        </b>
      )}
    </Link>
  );
}
