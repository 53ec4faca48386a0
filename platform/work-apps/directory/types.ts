import type { Ask } from '../adapter.ts';

export interface RemoteDepartment {
  readonly id: string;
  /** Null right below the company itself. */
  readonly parent: string | null;
  readonly name: string;
}

export interface RemotePerson {
  readonly account: string;
  readonly name: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly position: string | null;
  /** The main one; null for the company itself. */
  readonly department: string | null;
}

/** How the departments and people of one platform are read. */
export interface Directory {
  /** The id by which the company itself is known. */
  readonly root: string;
  departments(ask: Ask): Promise<RemoteDepartment[]>;
  /** Who works in one department, or for the company itself; who has left is not among them. */
  people(ask: Ask, department: string): Promise<RemotePerson[]>;
}
