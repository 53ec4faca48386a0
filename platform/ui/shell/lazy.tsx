import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react';
import type { Load } from '../module.ts';
import { ErrorArea } from '../primitives/states.tsx';

// biome-ignore lint/suspicious/noExplicitAny: keyed by loader, the props are given back with the loader's own type
const made = new Map<Load<any>, LazyExoticComponent<ComponentType<any>>>();

/** The component behind a loader, the same one every time (a new `lazy` on each render would unmount it). */
export function lazyOf<Props>(load: Load<Props>): LazyExoticComponent<ComponentType<Props>> {
  let component = made.get(load);
  if (!component) {
    component = lazy(async () => ({ default: await load() }));
    made.set(load, component);
  }
  return component;
}

/** Shows lazily loaded code; a fault stays inside, and nothing is shown while it comes. */
export function Lazy<Props extends object>({
  load,
  props,
  small = true,
}: {
  readonly load: Load<Props>;
  readonly props: Props;
  readonly small?: boolean;
}) {
  // `lazy` hides the props it was given behind a conditional type; they are the loader's own.
  const Component = lazyOf(load) as unknown as ComponentType<Props>;
  return (
    <ErrorArea small={small}>
      <Suspense fallback={null}>
        <Component {...props} />
      </Suspense>
    </ErrorArea>
  );
}
