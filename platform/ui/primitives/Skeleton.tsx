import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import './states.css';

/** True once `ms` have passed: what is quick shows nothing in between. */
export function useDelayed(ms = 150): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** Shows its children only after a moment. Wrap page skeletons in it. */
export function Delayed({ children, ms = 150 }: { readonly children: ReactNode; readonly ms?: number }) {
  const { t } = useTranslation();
  return useDelayed(ms) ? (
    <div aria-busy="true">
      <span className="vh">{t('loading')}</span>
      {children}
    </div>
  ) : null;
}

/** One grey bar. Build the true layout from these. */
export function Bone({
  width = '100%',
  height = 14,
  radius = 4,
}: {
  readonly width?: number | string;
  readonly height?: number;
  readonly radius?: number;
}) {
  return <span className="bone" aria-hidden="true" style={{ width, height, borderRadius: radius }} />;
}

const lineWidths = (lines: number) =>
  Array.from({ length: lines }, (_, index) => ({ key: `line-${index}`, width: `${[92, 78, 85, 64][index % 4]}%` }));

/** Lines of text to come. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <Delayed>
      <span className="bones">
        {lineWidths(lines).map(({ key, width }) => (
          <Bone key={key} width={width} />
        ))}
      </span>
    </Delayed>
  );
}
