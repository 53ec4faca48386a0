import { readFileSync } from 'node:fs';
import { typeText } from './type-text.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What of an OpenAPI document is read. */
export interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly summary?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}

const bodyOf = (operation: Operation | undefined) => operation?.requestBody?.content['application/json']?.schema;
const answerOf = (operation: Operation | undefined) => operation?.responses['200']?.content?.['application/json']?.schema;
const propertyOf = (schema: Schema | undefined, name: string) =>
  (schema?.properties as Readonly<Record<string, Schema>> | undefined)?.[name];

/** The runtime as one text: the files in the order they need each other, without what ties them together. */
function runtimeText(): string {
  return ['types', 'http', 'client']
    .map((name) => readFileSync(new URL(`./runtime/${name}.ts`, import.meta.url), 'utf8'))
    .map((text) => text.replace(/^import [^;]*;\n/gm, '').trim())
    .join('\n\n');
}

/** `POST /api/v1/records/{object}` names each object and the schemas of its records. */
function objectsOf(document: OpenApi): { readonly object: string; readonly type: string }[] {
  return Object.entries(document.paths).flatMap(([path, { post }]) => {
    const [, object] = /^\/api\/v1\/records\/([A-Za-z0-9_]+)$/.exec(path) ?? [];
    const [, type] = /\/(\w+)Create$/.exec(String(bodyOf(post)?.$ref ?? '')) ?? [];
    return object && type ? [{ object, type }] : [];
  });
}

function actionsText(document: OpenApi, object: string): string {
  const actions = Object.entries(document.paths).flatMap(([path, { post }]) => {
    const [, verb] = new RegExp(`^/api/v1/records/${object}/\\{id\\}/actions/(\\w+)$`).exec(path) ?? [];
    if (!verb || !post) return [];
    const input = typeText(propertyOf(bodyOf(post), 'input') ?? {});
    const result = typeText(propertyOf(answerOf(post), 'result') ?? {});
    return [
      `      /** ${oneLine(post.summary ?? verb)} */\n      readonly ${verb}: { readonly input: ${input}; readonly result: ${result} };`,
    ];
  });
  return actions.length === 0 ? 'Record<never, never>' : `{\n${actions.join('\n')}\n    }`;
}

const oneLine = (text: string) => text.replaceAll('*/', '* /').replace(/\s+/g, ' ');

function recordText(document: OpenApi, name: string): string {
  const schema = document.components.schemas[name] ?? {};
  return `${schema.title ? `/** ${oneLine(String(schema.title))} */\n` : ''}export interface ${name} ${typeText({ ...schema, title: undefined })}`;
}

/**
 * A TypeScript file for one company: its objects, fields, picklists and actions as types, and the client itself. It imports nothing, so a
 * project needs nothing but this file.
 */
export function generateClient(document: OpenApi): string {
  const objects = objectsOf(document);
  const table = objects.map(
    ({ object, type }) => `  readonly ${object}: {
    readonly record: ${type};
    readonly create: ${type}Create;
    readonly update: ${type}Update;
    readonly actions: ${actionsText(document, object)};
  };`,
  );
  return `// Made by "huanke client" from the description of one company. Do not edit: make it anew when objects or fields change.

${runtimeText()}

${objects
  .flatMap(({ type }) => [type, `${type}Create`, `${type}Update`])
  .map((name) => recordText(document, name))
  .join('\n\n')}

/** The objects of this company. */
export interface Objects {
${table.join('\n')}
}

/** \`connect({ url: 'https://crm.example.com', token: process.env.HUANKE_TOKEN }).records('account').query({ … })\` */
export const connect = (options: ClientOptions): HuankeClient<Objects> => new HuankeClient<Objects>(options);
`;
}
