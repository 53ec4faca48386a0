import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { hasWatermark } from './preview.ts';

export interface FileSettings {
  /** Previews of pictures carry the name of who looks, and the time. */
  readonly watermark: boolean;
}

export async function fileSettings(ctx: Context): Promise<FileSettings> {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  return { watermark: await hasWatermark(ctx) };
}

export async function saveFileSettings(ctx: Context, { watermark }: FileSettings): Promise<FileSettings> {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  await ctx.transaction(async (tx) => {
    await tx.query(
      sql`update tenant set settings = settings || jsonb_build_object('watermark', ${watermark}::boolean) where id = ${tx.tenant.id}`,
    );
    await audit(tx, { event: 'files.settings', data: { watermark } });
  });
  return { watermark };
}
