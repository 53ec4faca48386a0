import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { useControl, useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

const STEP = 1e6;

/** geolocation: longitude and latitude, typed or taken from the device. */
export function PlaceEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t } = useTranslation('values');
  const control = useControl(props);
  const editing = useEditing(props);
  const given = typeof value === 'object' && value !== null ? (value as { lng?: number; lat?: number }) : {};
  const [typed, setTyped] = useState({ lng: String(given.lng ?? ''), lat: String(given.lat ?? '') });
  const [failed, setFailed] = useState(false);
  const placeOf = ({ lng, lat }: typeof typed) =>
    lng.trim() === '' && lat.trim() === '' ? null : { lng: Number(lng || Number.NaN), lat: Number(lat || Number.NaN) };
  const set = (next: typeof typed) => {
    setTyped(next);
    editing.touch();
    onChange(placeOf(next));
  };
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFailed(false);
        const round = (degrees: number) => String(Math.round(degrees * STEP) / STEP);
        set({ lng: round(coords.longitude), lat: round(coords.latitude) });
      },
      () => setFailed(true),
    );
  const input = (name: 'lng' | 'lat', extra: object) => (
    <input
      className="inp"
      {...extra}
      placeholder={t(name)}
      inputMode="decimal"
      autoComplete="off"
      value={typed[name]}
      onChange={(event) => set({ ...typed, [name]: event.target.value })}
      onKeyDown={(event) => editing.onKey(event, () => placeOf(typed))}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div className="ed stack" onBlur={(event) => editing.onBlur(event, () => placeOf(typed))}>
      <span className="ed pair">
        {input('lng', control)}
        {input('lat', { 'aria-label': t('lat') })}
      </span>
      <Button size="sm" onClick={locate}>
        {t('myPlace')}
      </Button>
      {failed && (
        <p className="err" role="alert">
          {t('noPlace')}
        </p>
      )}
    </div>
  );
}
