import type { Line } from '../line.ts';
import type { Platform } from '../platforms.ts';
import { dingtalkDirectory } from './dingtalk.ts';
import { feishuDirectory } from './feishu.ts';
import type { Directory, RemoteDepartment, RemotePerson } from './types.ts';
import { wecomDirectory } from './wecom.ts';

const directories: Readonly<Record<Platform, Directory>> = { wecom: wecomDirectory, dingtalk: dingtalkDirectory, feishu: feishuDirectory };

export interface Remote {
  /** Whoever stands above comes first. */
  readonly departments: readonly RemoteDepartment[];
  readonly people: readonly RemotePerson[];
}

/** Departments from the top; one whose parent the app may not see stands at the top. */
export function fromTheTop(all: readonly RemoteDepartment[]): RemoteDepartment[] {
  const known = new Set(all.map(({ id }) => id));
  const placed = new Map<string, RemoteDepartment>();
  let left = all.map((one) => (one.parent !== null && known.has(one.parent) ? one : { ...one, parent: null }));
  while (left.length > 0) {
    const ready = left.filter(({ parent }) => parent === null || placed.has(parent));
    // a circle: cut where it is
    const next = ready.length > 0 ? ready : left.slice(0, 1).map((one) => ({ ...one, parent: null }));
    for (const one of next) placed.set(one.id, one);
    left = left.filter(({ id }) => !placed.has(id));
  }
  return [...placed.values()];
}

/**
 * Everything the app may see. Somebody of several departments is taken once, as they come first.
 *
 * @param step is told how much of it is read, 0 … 1
 * @throws PlatformRefusal, OutboundError
 */
export async function readRemote({ platform, ask }: Line, step: (share: number) => Promise<void>): Promise<Remote> {
  const directory = directories[platform];
  const departments = fromTheTop(await directory.departments(ask));
  const people = new Map<string, RemotePerson>();
  const places = [directory.root, ...departments.map(({ id }) => id)];
  for (const [index, place] of places.entries()) {
    for (const person of await directory.people(ask, place)) if (!people.has(person.account)) people.set(person.account, person);
    await step((index + 1) / places.length);
  }
  return { departments, people: [...people.values()] };
}
