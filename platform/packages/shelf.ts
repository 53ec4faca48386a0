import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../kernel/index.ts';
import { readPackage } from './read.ts';
import type { Body, PackageFile } from './types.ts';

/** An example record of a pack; lookups name other examples by their `ref`. */
export interface ExampleRecord {
  readonly object: string;
  readonly ref: string;
  readonly values: Body;
}

/** A package that comes with this release. */
export interface Pack {
  readonly file: PackageFile;
  readonly examples: readonly ExampleRecord[];
}

export interface PackShelf {
  list(): Promise<readonly Pack[]>;
  get(name: string): Promise<Pack>;
}

declare module '../module/context.ts' {
  interface Application {
    /** The packages that come with this release: data in folders, `package.json` aside. */
    readonly packs: PackShelf;
  }
}

/** The packs of a folder: each a folder with `pack.json`, and perhaps `examples.json`. Read once, when first asked for. */
export function packShelf(folder: string): PackShelf {
  let all: Promise<readonly Pack[]> | undefined;
  const read = async (): Promise<readonly Pack[]> => {
    const names = (await readdir(folder, { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    return Promise.all(
      names.sort().map(async (name): Promise<Pack> => {
        const json = async (file: string) => JSON.parse(await readFile(join(folder, name, file), 'utf8')) as unknown;
        return { file: readPackage(await json('pack.json')), examples: (await json('examples.json').catch(() => [])) as ExampleRecord[] };
      }),
    );
  };
  const list = () => {
    all ??= read();
    return all;
  };
  return {
    list,
    async get(name) {
      const found = (await list()).find((pack) => pack.file.name === name);
      if (!found) throw errors.NOT_FOUND();
      return found;
    },
  };
}
