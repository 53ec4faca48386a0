import { functionCatalog } from '../../formula/index.ts';
import { useLabel } from '../data/meta.ts';
import { Picker } from '../filter/Picker.tsx';
import { useTranslation } from '../i18n/index.ts';

/** All functions of the language, found by name or what they do, each with its form, its use and an example. */
export function FunctionPicker({ onPick, rule }: { readonly onPick: (name: string) => void; readonly rule: boolean }) {
  const { t } = useTranslation('formula');
  const text = useLabel();
  return (
    <div className="fx-functions">
      <Picker
        label={t('searchFunction')}
        emptyText={t('noFunction')}
        onPick={onPick}
        items={functionCatalog
          .filter(({ category }) => rule || category !== 'change')
          .map(({ name, signatures, text: about, examples }) => ({
            key: name,
            label: `${name} ${signatures.join(' ')}`,
            words: `${about.zh} ${about.en}`,
            mark: (
              <span className="fx-function">
                <code>{signatures[0]}</code>
                <span>{text(about)}</span>
                {examples[0] && (
                  <small>{t('example', { formula: examples[0].formula, result: String(examples[0].result ?? t('empty')) })}</small>
                )}
              </span>
            ),
          }))}
      />
    </div>
  );
}
