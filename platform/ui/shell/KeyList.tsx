import { useLocal } from '../data/local.ts';
import { useTranslation } from '../i18n/index.ts';
import { type Hotkey, keyNames, SINGLE_KEYS, useHeardKeys } from '../keys/hotkeys.ts';
import { Drawer } from '../primitives/Drawer.tsx';

function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="row">
      {keys.split(' ').map((combo) => (
        <span key={combo}>
          {keyNames(combo).map((name) => (
            <kbd key={name}>{name}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** 帮助: every key that works on this page now. */
export function KeyList({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell');
  const [single, setSingle] = useLocal(SINGLE_KEYS, true);
  const heard = useHeardKeys();
  const groups = Map.groupBy(heard, (hotkey: Hotkey) => hotkey.group ?? t('keys.here'));
  return (
    <Drawer open={open} onClose={onClose} title={t('keys.title')}>
      <div className="keylist">
        {[...groups].map(([group, keys]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys.map((hotkey) => (
                <div key={hotkey.keys}>
                  <dt>{hotkey.label}</dt>
                  <dd>
                    <Keys keys={hotkey.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <label className="check">
          <input type="checkbox" className="cb" checked={single} onChange={(event) => setSingle(event.target.checked)} />
          <span>
            {t('keys.single')}
            <small>{t('keys.singleHint')}</small>
          </span>
        </label>
      </div>
    </Drawer>
  );
}
