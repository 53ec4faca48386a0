type Schema = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Schema[] => value as readonly Schema[];
const wrapped = (text: string) => (/[|&]/.test(text) ? `(${text})` : text);

/** A JSON Schema as a TypeScript type; what it does not tell is `unknown`. */
export function typeText(schema: Schema): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (Array.isArray(schema.enum))
    return unionOf([...schema.enum.map((value) => JSON.stringify(value)), ...(isNullable(schema) ? ['null'] : [])]);
  const several = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(several)) return unionOf(list(several).map(typeText));
  if (Array.isArray(schema.type)) return unionOf(schema.type.map((type: string) => typeText({ ...schema, type, enum: undefined })));
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly ${wrapped(typeText((schema.items ?? {}) as Schema))}[]`;
    case 'object':
      return objectText(schema);
    default:
      return 'unknown';
  }
}

const isNullable = (schema: Schema) =>
  Array.isArray(schema.type) && schema.type.includes('null') && !(schema.enum as unknown[]).includes(null);
const unionOf = (types: readonly string[]) =>
  [...new Set(types)].map((type) => (type.startsWith('readonly ') ? `(${type})` : type)).join(' | ') || 'never';
const keyText = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** Read schemas of records list every field without saying "required": a field that is readable is always there. */
function objectText(schema: Schema): string {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  if (properties.length === 0) return schema.additionalProperties === false ? 'Record<string, never>' : 'Readonly<Record<string, unknown>>';
  const required = new Set((schema.required ?? []) as readonly string[]);
  if (properties.map(([key]) => key).join() === 'id,title,object') return 'Reference';
  const lines = properties.map(([key, value]) => {
    const note = typeof value.title === 'string' ? `/** ${value.title.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */ ` : '';
    return `  ${note}readonly ${keyText(key)}${required.has(key) ? '' : '?'}: ${typeText(value)};`;
  });
  return lines.length === 1 ? `{ ${lines[0]?.trim().replace(/;$/, '')} }` : `{\n${lines.join('\n')}\n}`;
}
