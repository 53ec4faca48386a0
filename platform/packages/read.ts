import { errors, type FieldProblem, fieldErrors, type Label, label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import { largestFile, readFiles } from './files.ts';
import { type Body, itemsOf, type PackageFile, type PackageObject, type PackagePart, packageFormat } from './types.ts';

const limits = { depth: 16, items: 6000, text: 100_000, bytes: 6 * 1024 * 1024, keys: 200_000 } as const;
const fileContent = /^files\[\d+\]\.content$/;
const dangerous = new Set(['__proto__', 'constructor', 'prototype']);
const packageName = /^[a-z][a-z0-9]{0,19}$/;
const versionForm = /^\d{1,4}(\.\d{1,4}){0,2}$/;
const headKeys = new Set([
  'format',
  'name',
  'version',
  'label',
  'description',
  'author',
  'requires',
  'objects',
  'parts',
  'roles',
  'views',
  'files',
]);

const refuse = (field: string, code: FieldProblem['code'], text: Label) => fieldErrors([{ field, code, message: text }]);

/** Looks over a value nobody trusts without recursion: how deep, how large, which keys. Throws naming the place. */
function inspect(value: unknown): void {
  const stack: { at: string; value: unknown; depth: number }[] = [{ at: '', value, depth: 0 }];
  let seen = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    seen += 1;
    if (seen > limits.keys) throw errors.TOO_LARGE();
    const { at, value: one, depth } = next;
    const place = at || 'package';
    if (typeof one === 'string' && one.length > (fileContent.test(at) ? largestFile * 1.4 : limits.text))
      throw refuse(place, 'TOO_LONG', label(`最多 ${limits.text} 个字`, `At most ${limits.text} characters`));
    if (typeof one !== 'object' || one === null) continue;
    if (depth > limits.depth) throw refuse(place, 'LIMIT_EXCEEDED', label('嵌套太深', 'Nested too deeply'));
    if (Array.isArray(one)) for (const [index, item] of one.entries()) stack.push({ at: `${at}[${index}]`, value: item, depth: depth + 1 });
    else
      for (const [key, item] of Object.entries(one)) {
        const below = at ? `${at}.${key.slice(0, 60)}` : key.slice(0, 60);
        if (dangerous.has(key)) throw refuse(below, 'UNKNOWN_FIELD', label('不允许的属性名', 'This property name is not allowed'));
        stack.push({ at: below, value: item, depth: depth + 1 });
      }
  }
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a list member by member with a reader each; problems of all of them are collected. */
function members<T>(head: BodyReader, field: string, keys: readonly string[], read: (reader: BodyReader, place: string) => T): T[] {
  return (head.list(field, limits.items) ?? []).map((item, index) => {
    const place = `${field}[${index}]`;
    const reader = new BodyReader(item, place);
    if (keys.length > 0) reader.only(new Set(keys));
    const made = read(reader, place);
    head.problems.push(...reader.problems);
    return made;
  });
}

function bodyOf(reader: BodyReader, field: string, required: boolean): Body | undefined {
  const value = reader.raw(field);
  if (value === undefined) return required ? reader.problem(field, 'REQUIRED', label('必填', 'Required')) : undefined;
  return isBody(value) ? value : reader.problem(field, 'WRONG_TYPE', label('应为对象', 'Must be an object'));
}

function readObject(reader: BodyReader, place: string): PackageObject {
  const name = reader.text('name', { max: 60, required: true }) ?? '';
  const definition = bodyOf(reader, 'definition', false);
  const fields = (reader.list('fields', 400) ?? []).map((item, index) => {
    const field = new BodyReader(item, `${place}.fields[${index}]`);
    const own = field.text('name', { max: 60, required: true }) ?? '';
    reader.problems.push(...field.problems);
    return { ...(item as Body), name: own };
  });
  return { name, ...(definition ? { definition } : {}), fields };
}

function readPart(reader: BodyReader): PackagePart {
  const object = reader.text('object', { max: 60 });
  return {
    kind: reader.text('kind', { max: 60, required: true }) ?? '',
    ...(object ? { object } : {}),
    name: reader.text('name', { max: 60, required: true }) ?? '',
    definition: bodyOf(reader, 'definition', true) ?? {},
  };
}

/** Reads a package of unknown origin in its whole; throws with every problem and its place. What its items say is checked when they are made. */
export function readPackage(raw: unknown): PackageFile {
  if (!isBody(raw)) throw refuse('package', 'WRONG_TYPE', label('应为配置包', 'Must be a package'));
  inspect(raw);
  const { files: _files, ...said } = raw;
  if (JSON.stringify(said).length > limits.bytes) throw errors.TOO_LARGE();
  const head = new BodyReader(raw);
  head.only(headKeys);
  const format = head.integer('format', 1, 1_000_000);
  if (format === undefined) head.problem('format', 'REQUIRED', label('这不是环客的配置包', 'This is no Huanke package'));
  else if (format > packageFormat)
    head.problem('format', 'INVALID_VALUE', label('来自更新的版本，请先升级', 'Made by a newer release; upgrade first'));
  const name = head.text('name', { required: true }) ?? '';
  if (name && !packageName.test(name))
    head.problem('name', 'INVALID_VALUE', label('小写字母和数字，最多 20 个', 'Small letters and digits, at most 20'));
  const version = head.text('version', { required: true }) ?? '';
  if (version && !versionForm.test(version)) head.problem('version', 'INVALID_VALUE', label('写作 1.0.0', 'Write it as 1.0.0'));
  const title = head.label('label', true);
  const description = head.label('description', false);
  const author = head.text('author', { max: 80 });
  const requires = (head.list('requires', 20) ?? []).map(String);
  const objects = members(head, 'objects', ['name', 'definition', 'fields'], readObject);
  const parts = members(head, 'parts', ['kind', 'object', 'name', 'definition'], readPart);
  const roles = members(head, 'roles', ['key', 'name', 'permissions', 'scopes', 'fields', 'kind', 'home'], (reader, place) => ({
    ...(head.raw('roles') as Body[])[Number(/\d+/.exec(place)?.[0])],
    key: reader.text('key', { max: 60, required: true }) ?? '',
  }));
  const views = members(head, 'views', ['object', 'name', 'definition'], (reader) => ({
    object: reader.text('object', { max: 60, required: true }) ?? '',
    name: reader.text('name', { max: 60, required: true }) ?? '',
    definition: bodyOf(reader, 'definition', true) ?? {},
  }));
  const files = readFiles(head);
  if (!title) {
    head.finish();
    throw refuse('label', 'REQUIRED', label('必填', 'Required'));
  }
  const file: PackageFile = {
    format: packageFormat,
    name,
    version,
    label: title,
    ...(description ? { description } : {}),
    ...(author ? { author } : {}),
    ...(requires.length > 0 ? { requires } : {}),
    objects,
    parts,
    roles,
    views,
    ...(files.length > 0 ? { files } : {}),
  };
  const seen = new Set<string>();
  const items = itemsOf(file);
  for (const { key, place } of items) {
    if (seen.has(key)) head.problem(place, 'DUPLICATE', label('同一项出现了两次', 'The same item stands twice'));
    seen.add(key);
  }
  if (items.length > limits.items)
    head.problem('objects', 'LIMIT_EXCEEDED', label(`最多 ${limits.items} 项`, `At most ${limits.items} items`));
  head.finish();
  return file;
}
