/** Where a popup goes: below its anchor, above when there is no room, always inside the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function placePopup(
  anchor: Box,
  popup: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
  align: 'start' | 'end',
  gap = 4,
) {
  const edge = 8;
  const below = window.height - (anchor.top + anchor.height) - gap - edge;
  const above = anchor.top - gap - edge;
  const isBelow = popup.height <= below || below >= above;
  const maxHeight = Math.max(120, isBelow ? below : above);
  const height = Math.min(popup.height, maxHeight);
  const top = isBelow ? anchor.top + anchor.height + gap : anchor.top - gap - height;
  const wanted = align === 'start' ? anchor.left : anchor.left + anchor.width - popup.width;
  const left = Math.max(edge, Math.min(wanted, window.width - popup.width - edge));
  return { left: Math.round(left), top: Math.round(top), maxHeight: Math.round(maxHeight) };
}
