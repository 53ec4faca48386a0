import { useId, useState } from 'react';
import { ApiError, api } from '../data/api.ts';
import { fieldOf, objectQuery } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { RecordData, Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { explain } from '../primitives/states.tsx';
import { pointOf } from './operators.ts';

/** The position a record has, in whichever of its fields; null when it has none. */
async function positionOf({ object = '', id }: Reference): Promise<{ lng: number; lat: number } | null> {
  const meta = await queryClient.fetchQuery(objectQuery(object));
  const record = await api.get<RecordData>(`/records/${encodeURIComponent(object)}/${id}`);
  for (const { name, type } of meta.fields) {
    const value = record[name];
    if ((type !== 'geolocation' && type !== 'address') || typeof value !== 'object' || value === null) continue;
    const { lng, lat } = value as { readonly lng?: unknown; readonly lat?: unknown };
    if (typeof lng === 'number' && typeof lat === 'number' && fieldOf(meta, name)) return { lng, lat };
  }
  return null;
}

const SHORTEST_KM = 0.1;
const FURTHEST_KM = 20_000;

/** How far around which point: one's own position, that of a record, or longitude and latitude. */
export function NearValue({ value, onChange }: { readonly value: unknown; readonly onChange: (value: unknown) => void }) {
  const { t } = useTranslation('filter');
  const id = useId();
  const point = pointOf(value);
  const [from, setFrom] = useState<Reference | null>(null);
  const [problem, setProblem] = useState('');
  const set = (next: { readonly lng?: number; readonly lat?: number; readonly km?: number }) => onChange({ ...point, ...next });
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setProblem('');
        setFrom(null);
        set({ lng: Number(coords.longitude.toFixed(6)), lat: Number(coords.latitude.toFixed(6)) });
      },
      () => setProblem(t('near.noPosition')),
    );
  const pick = async (record: unknown) => {
    const chosen = (record ?? null) as Reference | null;
    setFrom(chosen);
    setProblem('');
    if (!chosen) return;
    try {
      const found = await positionOf(chosen);
      if (found) set(found);
      else setProblem(t('near.noneThere', { name: chosen.title }));
    } catch (error) {
      setProblem(error instanceof ApiError ? explain(error).title : t('near.noPosition'));
    }
  };
  const degrees = (name: 'lng' | 'lat') => (
    <input
      className="inp short"
      aria-label={t(`near.${name}`)}
      placeholder={t(`near.${name}`)}
      inputMode="decimal"
      value={point[name] ?? ''}
      onChange={(event) => {
        const number = Number.parseFloat(event.target.value);
        const { [name]: _old, ...rest } = point;
        onChange(Number.isFinite(number) ? { ...rest, [name]: number } : rest);
      }}
    />
  );
  const label = t('near.record');
  return (
    <div className="near">
      <div className="row">
        <label htmlFor={id}>{t('near.within')}</label>
        <input
          id={id}
          className="inp short"
          type="number"
          inputMode="decimal"
          min={SHORTEST_KM}
          max={FURTHEST_KM}
          step="any"
          value={point.km ?? ''}
          onChange={(event) => {
            const km = Number.parseFloat(event.target.value);
            const { km: _old, ...rest } = point;
            onChange(Number.isFinite(km) ? { ...rest, km: Math.min(FURTHEST_KM, Math.max(SHORTEST_KM, km)) } : rest);
          }}
        />
        <span>{t('near.km')}</span>
      </div>
      <Button size="sm" icon="visit" onClick={locate}>
        {t('near.mine')}
      </Button>
      <p className="note">{t('near.orRecord')}</p>
      <FieldEditor
        field={{ name: 'filter-near', type: 'lookup', label: { zh: label, en: label } }}
        value={from}
        onChange={(next) => void pick(next)}
      />
      <p className="note">{t('near.orPoint')}</p>
      <div className="row">
        {degrees('lng')}
        {degrees('lat')}
      </div>
      {problem && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
