import { principalKinds } from '../access/index.ts';

const text = { type: 'string', maxLength: 300 } as const;
const orNull = { type: ['string', 'null'], maxLength: 300 } as const;
const list = (items: object) => ({ type: 'array', items });
const whole = (properties: Readonly<Record<string, object>>) => ({ type: 'object', properties, required: Object.keys(properties) });

const kind = { type: 'string', enum: principalKinds } as const;
const principal = whole({ kind, id: text, title: text });
const titled = { anyOf: [whole({ id: text, title: text }), { type: 'null' }] };
const label = whole({ zh: text, en: text });
const level = { type: 'string', enum: ['read', 'edit'] } as const;
/** Bodies are read by the services, which name the field that is wrong in the caller's language. */
const body = (properties: Readonly<Record<string, object>>) => ({ type: 'object', properties, additionalProperties: false });
const anything = {};

export const recordParams = body({ object: text, id: text });
export const principalParams = body({ object: text, id: text, principal: text });
export const idParams = body({ id: text });
export const principalQuery = body({ search: text, kinds: text, ids: { type: 'string', maxLength: 4000 } });
export const accessQuery = body({ user: text });

export const principals = whole({ items: list(principal) });
export const share = whole({
  principal,
  level,
  source: { type: 'string', enum: ['manual', 'team', 'rule'] },
  rule: { anyOf: [whole({ name: text, label }), { type: 'null' }] },
  role: orNull,
  from: orNull,
  until: orNull,
  by: titled,
  at: orNull,
});
export const shares = whole({ mayShare: { type: 'boolean' }, items: list(share) });
export const shareBody = body({ principal: anything, level: anything });

export const member = whole({ user: whole({ id: text, title: text }), role: orNull, level, from: orNull, until: orNull });
export const team = whole({ mayShare: { type: 'boolean' }, roles: list(whole({ key: text, label })), items: list(member) });
export const teamBody = body({ user: anything, role: anything, level: anything, from: anything, until: anything });

export const group = whole({ id: text, name: text, members: list(principal) });
export const groups = whole({ items: list(group) });
export const groupBody = body({ name: anything, members: anything });
