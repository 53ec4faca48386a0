import type { ObjectMeta } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { Amount, Choice } from './BlockPanel.tsx';
import type { TemplateBody } from './draft.ts';
import { MergeText } from './MergeText.tsx';

/** Texts of the program can not hold braces of their own. */
const marks = { page: '{{$page}}', pages: '{{$pages}}', today: '{{$today}}', me: '{{$me}}', company: '{{$company}}' };

type Sides = Readonly<Record<string, number>>;
const usual: Sides = { top: 20, right: 18, bottom: 20, left: 18 };

/** What belongs to the template as a whole: name, paper, header, footer, name of the file. */
export function PagePanel({
  meta,
  body,
  problem,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly body: TemplateBody;
  readonly problem: (name: string) => string | undefined;
  readonly onChange: (body: TemplateBody) => void;
}) {
  const { t } = useTranslation('print');
  const page = body.page ?? {};
  const margins = (page['margins'] as Sides | undefined) ?? usual;
  const setPage = (patch: object) => onChange({ ...body, page: { ...page, ...patch } });
  return (
    <section className="pd-panel" aria-label={t('pageSettings')}>
      <h2>{t('pageSettings')}</h2>
      <div className="pd-two">
        {(['zh', 'en'] as const).map((language) => (
          <Field key={language} label={t(language === 'zh' ? 'nameZh' : 'nameEn')} error={problem('label')}>
            {(control) => (
              <input
                className="inp"
                {...control}
                maxLength={80}
                value={body.label[language]}
                onChange={(event) => onChange({ ...body, label: { ...body.label, [language]: event.target.value } })}
              />
            )}
          </Field>
        ))}
      </div>
      <Check label={t('active')} checked={body.active} onChange={(active) => onChange({ ...body, active })} />
      <MergeText
        meta={meta}
        label={t('fileName')}
        hint={t('fileNameHint')}
        value={body.fileName ?? ''}
        error={problem('fileName')}
        onChange={(fileName) => onChange({ ...body, fileName })}
      />
      {body.format === 'pdf' && (
        <>
          <div className="pd-two">
            <Choice
              label={t('paper')}
              value={String(page['size'] ?? 'A4')}
              options={['A3', 'A4', 'A5', 'LETTER'].map((one) => [one, one === 'LETTER' ? 'Letter' : one])}
              onChange={(size) => setPage({ size })}
            />
            <Choice
              label={t('orientation')}
              value={String(page['orientation'] ?? 'portrait')}
              options={[
                ['portrait', t('portrait')],
                ['landscape', t('landscape')],
              ]}
              onChange={(orientation) => setPage({ orientation })}
            />
            {(['top', 'bottom', 'left', 'right'] as const).map((side) => (
              <Amount
                key={side}
                label={t(`margin.${side}`)}
                value={margins[side]}
                min={5}
                max={60}
                error={problem(`page.margins.${side}`)}
                onChange={(value) => setPage({ margins: { ...margins, [side]: value ?? 20 } })}
              />
            ))}
            <Amount
              label={t('fontSize')}
              value={Number(page['fontSize'] ?? 10.5)}
              min={6}
              max={24}
              step={0.5}
              error={problem('page.fontSize')}
              onChange={(fontSize) => setPage({ fontSize: fontSize ?? 10.5 })}
            />
          </div>
          {(['header', 'footer'] as const).map((band) => (
            <div key={band} className="pd-two">
              {(['left', 'right'] as const).map((side) => (
                <MergeText
                  key={side}
                  meta={meta}
                  label={t(`${band}.${side}`)}
                  value={String(body[band]?.[side] ?? '')}
                  error={problem(`${band}.${side}`)}
                  onChange={(text) => onChange({ ...body, [band]: { ...body[band], [side]: text } })}
                />
              ))}
            </div>
          ))}
          <p className="note">{t('bandHint', marks)}</p>
        </>
      )}
    </section>
  );
}
