import { useTranslation } from '../i18n/index.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import type { Level } from './data.ts';

/** 只读 or 可编辑. */
export function LevelChoice({ value, onChange }: { readonly value: Level; readonly onChange: (value: Level) => void }) {
  const { t } = useTranslation('sharing');
  return (
    <Segmented
      label={t('level')}
      value={value}
      segments={(['read', 'edit'] as const).map((level) => ({ value: level, label: t(`levels.${level}`) }))}
      onChange={onChange}
    />
  );
}
