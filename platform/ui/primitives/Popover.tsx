import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useLayer } from './focus.ts';
import { placePopup } from './place.ts';
import './overlay.css';

export interface PopoverProps {
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly role?: 'dialog' | 'menu' | 'listbox';
  readonly className?: string;
  readonly autoFocus?: boolean;
  /** At least as wide as its anchor. */
  readonly wide?: boolean;
  /** Keys pressed inside. */
  readonly onKeys?: (event: KeyboardEvent, box: HTMLElement) => void;
  readonly children: ReactNode;
}

/** Floats at its anchor; a sheet from below on the phone. Render it while it is open. Outside press, Esc and leaving by Tab close it. */
export function Popover({
  anchor,
  onClose,
  label,
  align = 'start',
  role = 'dialog',
  className,
  autoFocus = true,
  wide = false,
  onKeys,
  children,
}: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(onClose);
  const keys = useEffectEvent((event: KeyboardEvent) => box.current && onKeys?.(event, box.current));
  useLayer(box, { onClose, trap: false, autoFocus });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !anchor) return;
    const place = () => {
      element.style.maxHeight = '';
      if (wide) element.style.minWidth = `${anchor.offsetWidth}px`;
      const size = { width: element.offsetWidth, height: element.scrollHeight };
      const at = placePopup(anchor.getBoundingClientRect(), size, { width: innerWidth, height: innerHeight }, align);
      element.style.left = `${at.left}px`;
      element.style.top = `${at.top}px`;
      element.style.maxHeight = `${at.maxHeight}px`;
    };
    place();
    const watch = new ResizeObserver(place);
    watch.observe(element);
    addEventListener('resize', place);
    addEventListener('scroll', place, true);
    return () => {
      watch.disconnect();
      removeEventListener('resize', place);
      removeEventListener('scroll', place, true);
    };
  }, [anchor, align, wide]);

  useEffect(() => {
    const element = box.current;
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      // Popups opened from inside this one are portals of their own: a press there is not outside.
      if (
        box.current?.contains(target) ||
        anchor?.contains(target) ||
        (target instanceof Element && target.closest('.popover,.ant-select-dropdown,.ant-picker-dropdown'))
      )
        return;
      close();
    };
    const left = (event: FocusEvent) => {
      const to = event.relatedTarget;
      if (to instanceof Element && !element?.contains(to) && !anchor?.contains(to) && !to.closest('.popover')) close();
    };
    document.addEventListener('pointerdown', outside, true);
    const pressed = (event: KeyboardEvent) => keys(event);
    element?.addEventListener('focusout', left);
    element?.addEventListener('keydown', pressed);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      element?.removeEventListener('focusout', left);
      element?.removeEventListener('keydown', pressed);
    };
  }, [anchor]);

  return createPortal(
    // A landmark of its own, since it floats outside of the page's.
    <section aria-label={label} className="floating">
      <div className="sheet-mask" onPointerDown={onClose} aria-hidden="true" />
      <div ref={box} className={className ? `popover ${className}` : 'popover'} tabIndex={-1} {...{ role, 'aria-label': label }}>
        {children}
      </div>
    </section>,
    document.body,
  );
}
