import { hash, verify } from '@node-rs/argon2';
import { type AppError, fieldError, label } from '../kernel/index.ts';
import { isMobile } from '../text/index.ts';

// OWASP's choice for argon2id: 19 MiB, two passes, one lane.
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What is checked when there is no such account, so that both take as long. */
let dummy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), options);
}

/** Whether the password is right; without a stored hash it never is, after the same work. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  const right = await verify(stored ?? (await dummy), password.normalize('NFC'));
  return right && typeof stored === 'string';
}

/** Why a new password can not be taken, or undefined. */
export function passwordProblem(password: string, email: string | null, field = 'password'): AppError | undefined {
  const length = [...password].length;
  if (length < 8) return fieldError('INVALID_VALUE', field, label('密码至少 8 位', 'The password needs at least 8 characters'));
  if (length > 200) return fieldError('TOO_LONG', field, label('密码最多 200 位', 'The password has at most 200 characters'));
  const plain = password.toLowerCase();
  if (email && (plain === email || plain === email.split('@')[0]))
    return fieldError('INVALID_VALUE', field, label('密码不能与邮箱相同', 'The password must not be the e-mail'));
  if (isMobile(plain)) return fieldError('INVALID_VALUE', field, label('密码不能是手机号', 'The password must not be a mobile number'));
  if (new Set(plain).size < 3) return fieldError('INVALID_VALUE', field, label('密码太简单', 'The password is too simple'));
  return undefined;
}
