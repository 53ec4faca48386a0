import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { saveRecords } from '@huanke/platform/records';
import { keepLinks } from '../contacts/links.ts';

const texts = {
  twice: label('这位联系人已在这家客户任职', 'The contact holds a position there already'),
  left: label('已离职的不能是主要任职', 'What was left can not be the primary position'),
};

/** A contact that changes its company or job title changes its primary position. New contacts have theirs from `subscribers/contact-made`. */
export const contactMoved = defineHook({
  name: 'base.contactMoved',
  object: 'contact',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    // accounts that are merged take their positions along themselves
    const moved = changes.filter(({ values, merging }) => !merging && (values['account'] !== undefined || values['title'] !== undefined));
    await keepLinks(
      ctx,
      moved.map(({ id }) => id),
      new Set(moved.filter(({ values }) => values['title'] !== undefined).map(({ id }) => id)),
    );
    return undefined;
  },
});

const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]) ?? null;

/** Those of contacts that were merged may stand twice; only who puts one somewhere is asked. */
const isPlaced = ({ operation, values, merging }: Change) =>
  !merging && (operation !== 'update' || ['account', 'leftOn'].some((field) => values[field] !== undefined));

/** A position is called after its company, stands once while it is held, and is not primary once it is left. */
export const positionOnce = defineHook({
  name: 'base.positionOnce',
  object: 'contactAccount',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    const names = await namesOf(ctx, changes);
    const taken = await ctx.query<{ id: string; contact: string; account: string }>(sql`
      select id, contact, account from contact_position
      where tenant_id = ${ctx.tenant.id} and contact = any(${changes.map((change) => of(change, 'contact'))}::uuid[])
        and left_on is null and deleted_at is null`);
    const key = (contact: unknown, account: unknown) => `${String(contact)} ${String(account)}`;
    const holders = new Map(taken.map((row) => [key(row.contact, row.account), row.id]));
    return changes.map((change, index): Values => {
      const mine = key(of(change, 'contact'), of(change, 'account'));
      const holder = holders.get(mine);
      const held = of(change, 'leftOn') === null;
      if (held && holder !== undefined && holder !== change.id && isPlaced(change))
        reject(index, fieldError('DUPLICATE', 'account', texts.twice));
      if (!held && change.values['primary'] === true) reject(index, fieldError('INVALID_VALUE', 'primary', texts.left));
      if (held) holders.set(mine, change.id);
      return { name: names.get(String(of(change, 'account'))) ?? '', ...(held ? {} : { primary: false }) };
    });
  },
});

async function namesOf(ctx: Context, changes: readonly Change[]): Promise<Map<string, string>> {
  const rows = await ctx.query<{ id: string; name: string }>(sql`
    select id, name from account where tenant_id = ${ctx.tenant.id} and id = any(${changes.map((change) => of(change, 'account'))}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A position that becomes the primary one gives the contact its company, and its job title where it has one. Of contacts that were merged one stays primary. */
export const positionPrimary = defineHook({
  name: 'base.positionPrimary',
  object: 'contactAccount',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    await keepLinks(
      ctx,
      changes.filter(({ values, merging }) => merging && values['contact'] !== undefined).map((change) => String(of(change, 'contact'))),
    );
    const meta = ctx.meta.object('contact');
    const rows = new Map<string, Values>();
    for (const change of changes) {
      const touched = ['primary', 'account', 'title'].some((field) => change.values[field] !== undefined);
      if (!touched || change.merging || of(change, 'primary') !== true) continue;
      const title = of(change, 'title');
      rows.set(String(of(change, 'contact')), { account: of(change, 'account'), ...(title === null ? {} : { title }) });
    }
    if (!meta || rows.size === 0) return undefined;
    await saveRecords(
      ctx.elevated(),
      meta,
      [...rows].map(([id, values]) => ({ operation: 'update', id, values })),
      { asSystem: true },
    );
    return undefined;
  },
});
