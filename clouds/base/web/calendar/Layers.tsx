import { Button, Popover, useLabel } from '@huanke/platform/ui';
import { useRef, useState } from 'react';
import { fill, texts } from './texts.ts';
import { type CalendarState, usePeople } from './use-calendar.ts';

/** More layers than this nobody can tell apart. */
const MOST = 7;

/** Whose calendars lie over one's own. */
export function Layers({ state }: { readonly state: CalendarState }) {
  const text = useLabel();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const people = usePeople().data?.items ?? [];
  const chosen = state.layers;
  if (people.length === 0 && chosen.length === 0) return null;
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    state.go({ people: next.length > 0 ? next.join(',') : undefined });
  };
  return (
    <>
      <Button ref={anchor} icon="users" aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)}>
        {chosen.length > 0 ? fill(text(texts.peopleCount), { n: chosen.length }) : text(texts.people)}
      </Button>
      {open && (
        <Popover anchor={anchor.current} onClose={() => setOpen(false)} label={text(texts.people)}>
          <div className="cal-people">
            {people.map(({ id, title }) => (
              <label key={id} className={`l${chosen.indexOf(id) + 1}`}>
                <input
                  type="checkbox"
                  className="cb"
                  checked={chosen.includes(id)}
                  disabled={!chosen.includes(id) && chosen.length >= MOST}
                  onChange={() => toggle(id)}
                />
                <span className="ell">{title}</span>
              </label>
            ))}
          </div>
        </Popover>
      )}
    </>
  );
}
