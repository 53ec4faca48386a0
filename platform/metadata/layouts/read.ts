import { label } from '../../kernel/index.ts';
import type { BodyReader } from '../parse.ts';

const key = /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/;

/** A list of names (roles, record types): each once. Whether they exist is not asked, as they may go and come with packages. */
export function readKeys(reader: BodyReader, field: string, most: number): string[] {
  const items = reader.list(field, most) ?? [];
  items.forEach((item, index) => {
    if (typeof item !== 'string') reader.problem(`${field}[${index}]`, 'WRONG_TYPE', label('应为文字', 'Must be text'));
    else if (!key.test(item)) reader.problem(`${field}[${index}]`, 'INVALID_VALUE', label('名称不正确', 'Not a name'));
  });
  return [...new Set(items.filter((item): item is string => typeof item === 'string'))];
}
