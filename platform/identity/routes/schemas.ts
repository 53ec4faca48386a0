import type { JsonSchema } from '../../module/index.ts';

/** Pieces of JSON Schema that the routes of this folder share. Lengths here only bound the work; the exact rules are in the code. */
export const text = (maxLength = 300): JsonSchema => ({ type: 'string', maxLength });
export const textOrNull = (maxLength = 300): JsonSchema => ({ type: ['string', 'null'], maxLength });
export const list = (items: JsonSchema, maxItems = 100): JsonSchema => ({ type: 'array', items, maxItems });

/** An object with exactly these properties. */
export function shape(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** An object of an answer: all properties are there. */
export function answer(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return shape(properties, Object.keys(properties));
}

const reference = answer({ id: text(), title: text() });
export const referenceOrNull: JsonSchema = { anyOf: [reference, { type: 'null' }] };
export const label = answer({ zh: text(), en: text() });
export const nothing: JsonSchema = { type: 'null', description: 'No content' };
export const tokenParam = shape({ token: text(200) }, ['token']);
export const idParam = shape({ id: text(200) }, ['id']);

export const settings = {
  name: text(),
  logo: textOrNull(200_000),
  timeZone: text(),
  currency: text(),
  language: text(),
  weekStart: { type: 'integer', description: '0 Sunday … 6 Saturday' },
  fiscalYearStart: { type: 'integer', description: 'Month, 1 … 12' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

export const session = answer({
  user: answer({
    id: text(),
    name: text(),
    email: textOrNull(),
    title: textOrNull(),
    roles: list(text()),
    department: referenceOrNull,
    language: textOrNull(),
    home: textOrNull(),
  }),
  tenant: answer({
    id: { type: 'integer' },
    ...settings,
    sandboxOf: { type: ['integer', 'null'], description: 'The company this one is a sandbox of' },
  }),
  tenants: list(answer({ id: { type: 'integer' }, name: text() }), 10_000),
  permissions: list(text(), 100_000),
  viewAs: { anyOf: [answer({ kind: text(), title: label }), { type: 'null' }] },
});

/** The sign-in goes on with another step. */
export const nextStep = answer({
  step: { type: 'string', enum: ['code', 'enrol'], description: 'A code is asked for, or a second step must be set up first' },
  flow: text(),
});
export const newSecret = answer({ secret: text(), uri: text(1000) });
export const passkey = answer({ id: text(2000), name: text(), createdAt: text(), lastUsedAt: textOrNull() });
/** As browsers and authenticators speak to each other (WebAuthn, JSON form). */
export const publicKey: JsonSchema = { type: 'object', additionalProperties: true };

export const roleName = answer({ id: text(), key: text(), name: label });
export const link = answer({ link: text(), expiresAt: text() });
