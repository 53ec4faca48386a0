import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { readLocal } from '../data/local.ts';

/** One key of the product. `keys`: `mod+k`, `/`, `j`, `ArrowDown`, `shift+Enter`; several by a blank. `mod` is ⌘ on a Mac, Ctrl elsewhere. */
export interface Hotkey {
  readonly keys: string;
  /** Shown in the list of keys (already in the person's language). Without it the key works but is not listed. */
  readonly label?: string;
  readonly group?: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Also while typing in a field (palette, save). */
  readonly inFields?: boolean;
  /** Also while a dialog or drawer covers the page (keys of the dialog itself). */
  readonly inLayers?: boolean;
  /** Heard only where this says so. `() => false`: listed under 帮助, but heard by a part of the page itself (the keys of a grid). */
  readonly when?: (event: KeyboardEvent) => boolean;
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Does this press mean `combo`? Signs that need shift anyway (`?`) do not ask for it. */
export function matchesKey(event: Pressed, combo: string, mac = isMac): boolean {
  const parts = combo.split('+');
  const key = parts.pop() || '+';
  const mod = mac ? event.metaKey : event.ctrlKey;
  const otherMod = mac ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes('mod') || otherMod || event.altKey !== parts.includes('alt')) return false;
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && event.shiftKey !== parts.includes('shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase() || (key === 'Space' && event.key === ' ');
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
}

interface Heard {
  readonly hotkeys: readonly Hotkey[];
  /** Runs what the press means here; true when it meant something. */
  readonly take: (event: KeyboardEvent) => boolean;
}

/** Who hears keys now, the newest last. */
let heard: readonly Heard[] = [];
const listeners = new Set<() => void>();

function setHeard(next: readonly Heard[]): void {
  if (heard.length === 0 && next.length > 0) document.addEventListener('keydown', onKeyDown);
  if (next.length === 0) document.removeEventListener('keydown', onKeyDown);
  heard = next;
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  // Layers (dialogs, menus) answer first and mark the press as used.
  if (event.isComposing || event.defaultPrevented) return;
  for (const one of [...heard].reverse()) if (one.take(event)) return;
}

/** Settings key of "单字母快捷键": people who use voice control switch them off. */
export const SINGLE_KEYS = 'keys.single';

function isSingle(combo: string): boolean {
  return !combo.includes('+') && combo.length === 1;
}

/** Hears keys while the component is mounted. The newest component that knows a key wins; nothing is heard during IME composition. */
export function useHotkeys(hotkeys: readonly Hotkey[], enabled = true): void {
  const take = useEffectEvent((event: KeyboardEvent) => {
    const typing = isTyping(event.target);
    const covered = document.getElementById('root')?.hasAttribute('inert') ?? false;
    for (const hotkey of hotkeys) {
      if ((typing && !hotkey.inFields) || (covered && !hotkey.inLayers) || hotkey.when?.(event) === false) continue;
      const combo = hotkey.keys.split(' ').find((keys) => matchesKey(event, keys) && (!isSingle(keys) || readLocal(SINGLE_KEYS, true)));
      if (combo === undefined) continue;
      event.preventDefault();
      hotkey.run(event);
      return true;
    }
    return false;
  });
  const current = useEffectEvent(() => hotkeys);
  const signature = hotkeys.map((hotkey) => `${hotkey.keys}\t${hotkey.label ?? ''}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the list, which is new on every render.
  useEffect(() => {
    if (!enabled) return;
    const mine: Heard = { hotkeys: current(), take: (event) => take(event) };
    setHeard([...heard, mine]);
    return () => setHeard(heard.filter((one) => one !== mine));
  }, [enabled, signature]);
}

/** All keys that are heard now and have a label. */
export function useHeardKeys(): readonly Hotkey[] {
  const lists = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => heard,
  );
  return lists.flatMap((one) => one.hotkeys).filter((hotkey) => hotkey.label);
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};

/** `mod+k` → `['Ctrl', 'K']` or `['⌘', 'K']` for `<kbd>`. */
export function keyNames(combo: string, mac = isMac): readonly string[] {
  const parts = combo.split('+');
  return parts.map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'shift') return mac ? '⇧' : 'Shift';
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}
