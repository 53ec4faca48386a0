import { fieldEffect, objectEffect, restoreField, restoreObject } from '../administration/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, isId, type Label, label, sameJson } from '../kernel/index.ts';
import {
  changing,
  deleteField,
  deleteObject,
  deletePart,
  listParts,
  mayEditMetadata,
  orderParts,
  readPart,
  savePart,
} from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { type ChangeRow, selectChanges } from './list.ts';
import { putFieldBack, putObjectBack } from './put-back.ts';

export function refuse(text: Label): never {
  throw errors.STATE({ errors: [{ field: 'id', code: 'STATE', message: text }] });
}

const already = label('这项改动已经撤销过了', 'This change has been undone already');
const gone = label('内容已彻底删除，无法找回', 'It was deleted for good and can not come back');

/** Why a change can no longer be undone: the newest change that stands on it. */
async function refuseForLater(tx: Context, change: ChangeRow): Promise<never> {
  const [later] = await selectChanges(
    tx,
    sql`c.object = ${change.object} and c.id > ${change.id}::uuid and c.undo_of is null
      and (c.kind = ${change.kind} and c.name = ${change.name} or ${change.kind} = 'object')
      and not exists (select from meta_change x where x.tenant_id = c.tenant_id and x.undo_of = c.id)`,
    sql`order by c.id desc limit 1`,
  );
  const who = later?.by?.title;
  return refuse(
    later
      ? label(
          `之后${who ? `${who}又` : '又有'}改动过，请先撤销那次改动`,
          `${who ? `${who} has changed it since` : 'It was changed again since'}; undo that first`,
        )
      : label('现在的设置已经不是这次改动之后的样子，无法撤销', 'It is not as this change left it any more and can not be undone'),
  );
}

/** Undoes one change by making the contrary one, through the same checks as every other; it is a change of its own in the list. */
export async function undoChange(ctx: Context, id: string): Promise<{ readonly id: string }> {
  mayEditMetadata(ctx);
  if (!isId(id)) throw errors.NOT_FOUND();
  return changing(ctx, async (tx) => {
    const [change] = await selectChanges(tx, sql`c.id = ${id}::uuid`, sql``);
    if (!change) throw errors.NOT_FOUND();
    if (change.undone) refuse(already);
    if (change.kind === 'field') await undoField(tx, change);
    else if (change.kind === 'object') await undoObject(tx, change);
    else if (change.kind.endsWith('.order')) await undoOrder(tx, change);
    else await undoPart(tx, change);
    const [made] = await tx.query<{ id: string }>(sql`
      select id from meta_change where tenant_id = ${tx.tenant.id} and undo_of = ${id}::uuid order by id desc limit 1`);
    return { id: made?.id ?? id };
  });
}

async function undoPart(tx: Context, change: ChangeRow): Promise<void> {
  const { kind, object, name, operation, before, after } = change;
  const place = { kind, name, ...(object ? { object } : {}) };
  if (object && !tx.meta.object(object)) refuse(label('对象已删除，请先恢复对象', 'The object is deleted; restore it first'));
  const now = await readPart(tx, place);
  if (operation === 'delete' ? now !== undefined : !now || !sameJson(now.definition, after)) await refuseForLater(tx, change);
  if (operation === 'create' || operation === 'restore') await deletePart(tx, place, { undoOf: change.id });
  else await savePart(tx, place, before, { undoOf: change.id });
}

async function undoOrder(tx: Context, change: ChangeRow): Promise<void> {
  const kind = change.kind.replace(/\.order$/, '');
  const object = change.object || undefined;
  const now = (await listParts(tx, kind, object)).map((part) => part.name);
  if (!sameJson(now, change.after)) await refuseForLater(tx, change);
  await orderParts(tx, kind, object, change.before as string[], { undoOf: change.id });
}

async function undoField(tx: Context, change: ChangeRow): Promise<void> {
  const { object, name, operation } = change;
  const meta = tx.meta.object(object);
  const field = meta?.fields.get(name);
  if (operation === 'delete') {
    if (field) await refuseForLater(tx, change);
    return orGone(restoreField(tx, object, name, { undoOf: change.id }));
  }
  if (!meta || !field) return refuse(label('字段已删除，请先恢复字段', 'The field is deleted; restore it first'));
  if (operation === 'update') {
    if (!(await putFieldBack(tx, meta, field, change))) await refuseForLater(tx, change);
    return;
  }
  if (operation === 'create') {
    const { records } = await fieldEffect(tx, object, name);
    if (records > 0)
      refuse(
        label(`有 ${records} 条记录填写了这个字段，无法撤销`, `${records} record(s) hold a value in this field; it can not be undone`),
      );
  }
  await deleteField(tx, object, name, { undoOf: change.id });
}

async function undoObject(tx: Context, change: ChangeRow): Promise<void> {
  const { name, operation } = change;
  const meta = tx.meta.object(name);
  if (operation === 'delete') {
    if (meta) await refuseForLater(tx, change);
    return orGone(restoreObject(tx, name, { undoOf: change.id }));
  }
  if (!meta) return refuse(label('对象已删除，请先恢复对象', 'The object is deleted; restore it first'));
  if (operation === 'update') {
    if (!(await putObjectBack(tx, meta, change))) await refuseForLater(tx, change);
    return;
  }
  if (operation === 'create') {
    const { records } = await objectEffect(tx, name);
    if (records > 0) refuse(label(`对象里有 ${records} 条记录，无法撤销`, `The object has ${records} record(s); it can not be undone`));
    const [later] = await selectChanges(tx, sql`c.object = ${name} and c.id > ${change.id}::uuid`, sql`limit 1`);
    if (later) await refuseForLater(tx, change);
  }
  await deleteObject(tx, name, { undoOf: change.id });
}

/** What is not in the recycle bin any more can not be brought back. */
async function orGone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') refuse(gone);
    throw error;
  }
}
