import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { cleanHtml } from '../../../text/rich-text.ts';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

/** What the toolbar does, by the browser's own editing commands; all of it is cleaned before it leaves the editor. */
const TOOLS = [
  { key: 'bold', sign: <b>B</b>, command: 'bold' },
  { key: 'italic', sign: <i>I</i>, command: 'italic' },
  { key: 'heading', sign: <b>H</b>, command: 'formatBlock', block: 'h3' },
  { key: 'bullets', sign: <Icon name="list" size={14} />, command: 'insertUnorderedList' },
  { key: 'numbers', sign: '1.', command: 'insertOrderedList' },
  { key: 'link', sign: <Icon name="link" size={14} />, command: 'createLink' },
] as const;
type Tool = (typeof TOOLS)[number];

// The browser's commands are the only ones that keep its own undo.
const run = (command: string, value?: string) => document.execCommand(command, false, value);

function isOn(tool: Tool): boolean {
  if (tool.command === 'formatBlock') return document.queryCommandValue('formatBlock').toLowerCase() === tool.block;
  return tool.command !== 'createLink' && document.queryCommandState(tool.command);
}

/** A mail address becomes mailto:, anything without a scheme https://. */
export function linkAddress(text: string): string {
  const address = text.trim();
  if (/^[^\s@/:]+@[^\s@/:]+$/.test(address)) return `mailto:${address}`;
  return /^(https?:\/\/|mailto:|tel:)/i.test(address) ? address : `https://${address}`;
}

/** Where the selection is, to come back to it from the address of a link. */
function selected(area: HTMLElement | null): Range | null {
  const selection = getSelection();
  if (!selection?.rangeCount || !area?.contains(selection.anchorNode)) return null;
  return selection.getRangeAt(0).cloneRange();
}

function restore(area: HTMLElement | null, range: Range | null): void {
  area?.focus();
  if (!range) return;
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** richText: bold, italic, heading, lists, links. Ctrl-B and Ctrl-I as everywhere; what is pasted keeps only these. */
export function RichTextEditor(props: EditorProps) {
  const { field, value, onChange, autoFocus, describedBy, invalid, required } = props;
  const { t } = useTranslation('form');
  const text = useLabel();
  const editing = useEditing(props);
  const area = useRef<HTMLDivElement>(null);
  const written = useRef<string | null>(null);
  const [on, setOn] = useState<readonly string[]>([]);
  const [linking, setLinking] = useState<{ readonly range: Range | null } | null>(null);
  const [address, setAddress] = useState('');
  const [at, setAt] = useState(0);
  const current = () => cleanHtml(area.current?.innerHTML ?? '') || null;
  useEffect(() => {
    const html = typeof value === 'string' ? cleanHtml(value) : '';
    if (area.current && written.current !== html) {
      area.current.innerHTML = html;
      written.current = html;
    }
  }, [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => {
    run('defaultParagraphSeparator', 'p');
    if (autoFocus) area.current?.focus();
  }, []);
  const told = () => {
    const next = current();
    written.current = next ?? '';
    editing.touch();
    onChange(next);
    look();
  };
  const look = () => setOn(TOOLS.filter(isOn).map((tool) => tool.key));
  const use = (tool: Tool) => {
    if (tool.command === 'createLink') {
      setLinking({ range: selected(area.current) });
      setAddress('');
      return;
    }
    area.current?.focus();
    run(tool.command, tool.command === 'formatBlock' ? (isOn(tool) ? 'p' : tool.block) : undefined);
    told();
  };
  const link = () => {
    restore(area.current, linking?.range ?? null);
    setLinking(null);
    if (!address.trim()) run('unlink');
    else if (linking?.range?.collapsed === false) run('createLink', linkAddress(address));
    else run('insertHTML', cleanHtml(`<a href="${linkAddress(address)}">${address.trim()}</a>`));
    told();
  };
  const onToolKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return editing.onKey(event, current, true);
    event.preventDefault();
    const next = (at + step + TOOLS.length) % TOOLS.length;
    setAt(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  const name = text(field.label);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div className="ed inp richedit" onBlur={(event) => editing.onBlur(event, current)}>
      <div className="richtools" role="toolbar" aria-label={t('rich.tools', { name })} onKeyDown={onToolKey}>
        {TOOLS.map((tool, index) => (
          <button
            key={tool.key}
            type="button"
            aria-label={t(`rich.${tool.key}`)}
            title={t(`rich.${tool.key}`)}
            aria-pressed={on.includes(tool.key)}
            tabIndex={index === at ? 0 : -1}
            onMouseDown={(event) => event.preventDefault()}
            onFocus={() => setAt(index)}
            onClick={() => use(tool)}
          >
            {tool.sign}
          </button>
        ))}
      </div>
      {linking && (
        <div className="richlink">
          <input
            className="inp"
            aria-label={t('rich.address')}
            placeholder="https://"
            // biome-ignore lint/a11y/noAutofocus: asked for by the button just pressed
            autoFocus
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                event.preventDefault();
                link();
              } else if (event.key === 'Escape') {
                restore(area.current, linking.range);
                setLinking(null);
              }
            }}
          />
          <Button size="sm" onClick={link}>
            {t('rich.linkNow')}
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea can not hold formatted text */}
      <div
        ref={area}
        className="rich"
        role="textbox"
        aria-multiline="true"
        aria-label={name}
        tabIndex={0}
        contentEditable
        suppressContentEditableWarning
        {...(describedBy ? { 'aria-describedby': describedBy } : {})}
        {...(invalid ? { 'aria-invalid': true as const } : {})}
        {...(required ? { 'aria-required': true as const } : {})}
        onInput={told}
        onKeyUp={look}
        onMouseUp={look}
        onKeyDown={(event) => editing.onKey(event, current, true)}
        onPaste={(event) => {
          const html = event.clipboardData.getData('text/html');
          if (!html) return;
          event.preventDefault();
          run('insertHTML', cleanHtml(html));
        }}
      />
    </div>
  );
}
