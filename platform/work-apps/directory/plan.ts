import { cleanLine } from '../../kernel/index.ts';
import { isMobile, phoneDigits } from '../../text/index.ts';
import type { Remote } from './read.ts';
import type { OwnPerson, State } from './state.ts';
import type { RemoteDepartment, RemotePerson } from './types.ts';

const longest = 80;
const line = (text: string) => [...cleanLine(text)].slice(0, longest).join('');

/** What is to be done about one department. `parent`: undefined as long as the one above is not ours yet. */
export interface DepartmentStep {
  readonly kind: 'create' | 'adopt' | 'update';
  readonly remote: string;
  /** Of ours; absent to be made. */
  readonly id?: string;
  readonly name: string;
  readonly parent: string | null | undefined;
  /** How many stand above. */
  readonly depth: number;
}

/** A department of the same name in the same place that nobody else stands for is taken for the same. */
export function planDepartments(remote: readonly RemoteDepartment[], state: State): DepartmentStep[] {
  const taken = new Set([...state.mapped.values()].map(({ id }) => id));
  const depths = new Map<string, number>();
  const places = new Map<string, string>([...state.mapped].map(([key, { id }]) => [key, id]));
  const steps: DepartmentStep[] = [];
  for (const one of remote) {
    const depth = one.parent === null ? 0 : (depths.get(one.parent) ?? 0) + 1;
    depths.set(one.id, depth);
    const parent = one.parent === null ? null : places.get(one.parent);
    const common = { remote: one.id, name: line(one.name), parent, depth };
    const own = state.mapped.get(one.id);
    if (own) {
      if (own.name !== common.name || own.parent !== parent) steps.push({ kind: 'update', id: own.id, ...common });
      continue;
    }
    const twin =
      parent === undefined ? undefined : state.departments.find((x) => x.name === common.name && x.parent === parent && !taken.has(x.id));
    if (twin) {
      taken.add(twin.id);
      places.set(one.id, twin.id);
    }
    steps.push(twin ? { kind: 'adopt', id: twin.id, ...common } : { kind: 'create', ...common });
  }
  return steps;
}

/** What is to be done about one person. */
export interface PersonStep {
  readonly kind: 'create' | 'link' | 'update';
  readonly account: string;
  /** Of ours; absent to be made. */
  readonly user?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A department that is not ours yet is not written; what the platform leaves out stays as it is. */
function valuesOf(one: RemotePerson, state: State): Record<string, string> {
  const department = one.department === null ? undefined : state.mapped.get(one.department)?.id;
  return { name: line(one.name), ...(one.position ? { position: line(one.position) } : {}), ...(department ? { department } : {}) };
}

function changesOf(values: Readonly<Record<string, string>>, own: OwnPerson): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => own[key as 'name' | 'position' | 'department'] !== value));
}

const mobileOf = ({ mobile }: RemotePerson) => (mobile && isMobile(mobile) ? phoneDigits(mobile) : undefined);
const emailOf = ({ email }: RemotePerson) => (email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email.toLowerCase() : undefined);

/** Known accounts are brought up to date, others found by mobile or e-mail among those without one, else made. */
export function planPeople(remote: readonly RemotePerson[], state: State): PersonStep[] {
  const taken = new Set<string>();
  return remote.flatMap((one): PersonStep[] => {
    const values = valuesOf(one, state);
    const { account } = one;
    const own = state.links.get(account);
    if (own) {
      const changes = changesOf(values, own);
      return Object.keys(changes).length > 0 ? [{ kind: 'update', account, user: own.id, values: changes }] : [];
    }
    const [phone, email] = [mobileOf(one), emailOf(one)];
    const found = (phone && state.byMobile.get(phone)) || (email && state.byEmail.get(email));
    if (found && !taken.has(found.id)) {
      taken.add(found.id);
      return [{ kind: 'link', account, user: found.id, values: changesOf(values, found) }];
    }
    // an e-mail signs somebody in: it is nobody else's
    const isFree = email && !state.emails.has(email);
    return [{ kind: 'create', account, values: { ...values, ...(phone ? { phone } : {}), ...(isFree ? { email } : {}) } }];
  });
}

export interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
}

/** What an import would do. `names`: of whom the platform does not know any more; nothing is done about them. */
export interface Preview {
  readonly departments: Counts;
  readonly people: Counts & { readonly linked: number };
  readonly names: readonly string[];
}

const mostNames = 100;

export function previewOf(remote: Remote, state: State): Preview {
  const [departments, people] = [planDepartments(remote.departments, state), planPeople(remote.people, state)];
  const there = new Set(remote.departments.map(({ id }) => id));
  const accounts = new Set(remote.people.map(({ account }) => account));
  const goneDepartments = [...state.mapped].filter(([key]) => !there.has(key)).map(([, { name }]) => name);
  const gonePeople = [...state.links].filter(([key]) => !accounts.has(key)).map(([, { name }]) => name);
  const count = (steps: readonly { kind: string }[], kind: string) => steps.filter((step) => step.kind === kind).length;
  return {
    departments: { new: count(departments, 'create'), changed: count(departments, 'update'), gone: goneDepartments.length },
    people: {
      new: count(people, 'create'),
      linked: count(people, 'link'),
      changed: count(people, 'update'),
      gone: gonePeople.length,
    },
    names: [...goneDepartments, ...gonePeople].slice(0, mostNames),
  };
}
