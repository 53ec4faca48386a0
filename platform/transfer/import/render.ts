import { sql } from '../../database/sql.ts';
import { type Label, textOf } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import type { Inspection } from './inspect.ts';
import { undoUntil } from './service.ts';
import type { ImportRecord, ProblemGroup } from './types.ts';

/** Imports as callers see them, texts in their language. */
export async function renderImports(ctx: Context, records: readonly ImportRecord[]): Promise<Record<string, unknown>[]> {
  const people = [...new Set(records.flatMap((record) => record.createdBy ?? []))];
  const rows =
    people.length === 0
      ? []
      : await ctx.query<{ id: string; name: string }>(
          sql`select id, name from app_user where tenant_id = ${ctx.tenant.id} and id = any(${people}::uuid[])`,
        );
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return records.map((record) => ({
    id: record.id,
    object: record.object,
    file: { id: record.fileId, name: record.fileName },
    mode: record.mode,
    key: record.key,
    duplicates: record.options.duplicates,
    automation: record.options.automation,
    owner: record.options.owner ?? null,
    sheet: record.options.sheet ?? null,
    mapping: record.mapping,
    status: record.status,
    phase: record.phase,
    total: record.total ?? 0,
    done: record.done,
    created: record.created,
    updated: record.updated,
    skipped: record.skipped,
    failed: record.failed,
    kept: record.summary.kept,
    problems: {
      unmatched: record.summary.unmatched,
      format: record.summary.format,
      rule: record.summary.rule,
      warnings: record.summary.warnings,
    },
    problemsByColumn: groupsOf(ctx, record, ({ kind }) => kind !== 'skipped' && kind !== 'warning'),
    skippedByColumn: groupsOf(ctx, record, ({ kind }) => kind === 'skipped'),
    warningsByColumn: groupsOf(ctx, record, ({ kind }) => kind === 'warning'),
    error: record.error ? textOf(record.error, ctx.language) : null,
    createdAt: record.createdAt,
    createdBy: record.createdBy ? { id: record.createdBy, title: names.get(record.createdBy) ?? '' } : null,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    undoUntil: undoUntil(record)?.toISOString() ?? null,
  }));
}

const groupsOf = (ctx: Context, { summary }: ImportRecord, wanted: (group: ProblemGroup) => boolean) =>
  summary.problems.filter(wanted).map((group) => ({ ...group, message: textOf(group.message, ctx.language) }));

export async function renderImport(ctx: Context, record: ImportRecord): Promise<Record<string, unknown>> {
  return (await renderImports(ctx, [record]))[0] ?? {};
}

const said = (ctx: Context, text: Label | string) => (typeof text === 'string' ? text : textOf(text, ctx.language));

export function renderInspection(ctx: Context, found: Inspection): Record<string, unknown> {
  return {
    ...found,
    source: found.source ? { name: found.source.name, label: textOf(found.source.label, ctx.language) } : null,
    table: {
      ok: found.table.ok,
      reason: found.table.reason ?? null,
      text: found.table.text ? textOf(found.table.text, ctx.language) : null,
    },
    values: Object.fromEntries(
      Object.entries(found.values).map(([column, values]) => [
        column,
        values.map((value) => ({ ...value, to: value.to ? { id: value.to.id, title: said(ctx, value.to.title) } : null })),
      ]),
    ),
  };
}
