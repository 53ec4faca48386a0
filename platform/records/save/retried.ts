import type { Context } from '../../module/index.ts';

/**
 * Runs work that opens a transaction of its own again when the database chose it to give way (a deadlock, a failed serialisation). Inside
 * of a transaction there is nothing to try again: that one is lost.
 */
export async function retried<T>(ctx: Pick<Context, 'inTransaction'>, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (ctx.inTransaction || tries >= 5 || (code !== '40P01' && code !== '40001')) throw error;
    }
  }
}
