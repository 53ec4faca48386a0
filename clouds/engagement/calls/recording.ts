import { dropGuarded, type FileInfo, guardFile, openGuarded, saveFile } from '@huanke/platform/files';
import { errors, fieldError, label } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord, loadValues, saveAll } from '@huanke/platform/records';
import { engagementErrors } from '../errors.ts';
import { callSettings } from '../settings.ts';
import { callOf } from './hear.ts';
import type { OpenLine } from './lines.ts';

const DAY = 86_400_000;

/**
 * Takes in the recording of a call that was told of. Only where the company has said that callers are told of it; told twice it is kept once.
 *
 * @throws RECORDING_OFF, NOT_FOUND for a call nobody told of, field errors for what is no sound
 */
export async function takeRecording(
  ctx: Context,
  line: OpenLine,
  callId: string,
  content: Buffer,
): Promise<{ call: string; repeated: boolean }> {
  if (!callSettings(ctx).recordingAnnounced) throw engagementErrors.RECORDING_OFF();
  const id = await callOf(ctx, line, callId);
  if (!id) throw errors.NOT_FOUND();
  const file = await saveFile(ctx, { name: `${id}.${extensionOf(content)}`, content });
  const isNew = await ctx.transaction(async (tx) => {
    const meta = metaOf(tx, 'callLog');
    const values = (await loadValues(tx, meta, [id], { lock: true })).get(id);
    if (!values) throw errors.NOT_FOUND();
    if (values.hasRecording === true) return false;
    await guardFile(tx, file.id, { object: 'callLog', record: id });
    await saveAll(tx, meta, [{ operation: 'update', id, values: { hasRecording: true } }], { asSystem: true });
    return true;
  });
  return { call: id, repeated: !isNew };
}

/** What kind of sound it is, by its first bytes. */
function extensionOf(content: Buffer): string {
  const head = content.subarray(0, 12).toString('latin1');
  if (head.startsWith('RIFF') && head.slice(8) === 'WAVE') return 'wav';
  if (head.startsWith('ID3') || (content[0] === 0xff && ((content[1] ?? 0) & 0xe0) === 0xe0)) return 'mp3';
  if (head.startsWith('OggS')) return 'ogg';
  if (head.slice(4, 8) === 'ftyp') return 'm4a';
  throw fieldError('INVALID_VALUE', 'recording', label('应为 WAV、MP3、OGG 或 M4A 录音', 'Must be a WAV, MP3, OGG or M4A recording'));
}

/** The recording of a call the caller may see; who listens is written down. */
export async function openRecording(ctx: Context, id: string): Promise<FileInfo> {
  const call = await getRecord(ctx, metaOf(ctx, 'callLog'), id, ['id']);
  return openGuarded(ctx, { object: 'callLog', record: String(call['id']) }, 'callLog.listened');
}

/** Ends recordings that the company keeps no longer; the calls stay. */
export async function dropRecordings(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - callSettings(ctx).recordingDays * DAY);
  const dropped = await dropGuarded(ctx, 'callLog', before);
  const meta = metaOf(ctx, 'callLog');
  await ctx.transaction(async (tx) => {
    const there = await loadValues(tx, meta, dropped);
    await saveAll(
      tx,
      meta,
      [...there.keys()].map((id) => ({ operation: 'update', id, values: { hasRecording: false } })),
      { asSystem: true },
    );
  });
  return dropped.length;
}
