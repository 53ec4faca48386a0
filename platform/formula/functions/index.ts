import type { FunctionDoc } from '../types.ts';
import { dateFunctions } from './date.ts';
import { dateParts } from './date-parts.ts';
import type { FunctionDefinition } from './define.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './number.ts';
import { operators } from './operators.ts';
import { picklistFunctions } from './picklist.ts';
import { priorFunctions } from './prior.ts';
import { textFunctions } from './text.ts';

const listed = [
  ...logicFunctions,
  ...textFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...dateParts,
  ...picklistFunctions,
  ...priorFunctions,
];

/** Every function and operator by its name in capitals. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map([...listed, ...operators].map((each) => [each.name, each]));

/** The functions people can write, for the editor and the guide. */
export const functionCatalog: readonly FunctionDoc[] = listed.map(({ name, category, signatures, text, examples }) => ({
  name,
  category,
  signatures,
  text,
  examples,
}));
