import { type Label, label, textOf } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta, RelatedList } from '../module/index.ts';
import { readableFields, targetOf } from '../records/query/index.ts';
import { printLists } from './lists.ts';
import { usualPage } from './read-template.ts';
import type { Block, FieldItem, PdfTemplate, TableColumn } from './types.ts';

export interface Starter {
  readonly name: string;
  readonly label: Label;
  readonly definition: PdfTemplate;
}

const unprintable = new Set<FieldMeta['type']>(['image', 'attachment', 'signature', 'encrypted', 'geolocation']);
const long = new Set<FieldMeta['type']>(['longText', 'richText']);
const numeric = new Set<FieldMeta['type']>(['number', 'currency', 'percent']);

/** Templates to begin from, made of the fields the object has: a quotation, a contract, a delivery note, and a plain sheet for anything. */
export function startersFor(ctx: Context, meta: ObjectMeta): Starter[] {
  const draft = draftOf(ctx, meta);
  return [quotation(draft), contract(draft), delivery(draft), sheet(draft)];
}

interface Draft {
  readonly ctx: Context;
  readonly meta: ObjectMeta;
  /** `zh` or `en`, the language of the person who begins. */
  say(zh: string, en: string): string;
  readonly fields: readonly FieldMeta[];
  readonly amount: FieldMeta | undefined;
  readonly number: FieldMeta | undefined;
  /** Path to the customer's name. */
  readonly party: string | undefined;
  readonly table: Extract<Block, { type: 'table' }> | undefined;
}

function draftOf(ctx: Context, meta: ObjectMeta): Draft {
  const fields = readableFields(ctx, meta).filter(
    (field) => !field.system && !unprintable.has(field.type) && field.form !== 'hidden' && !field.many,
  );
  const account = fields.find((field) => targetOf(ctx, field)?.name === 'account');
  return {
    ctx,
    meta,
    say: (zh, en) => (ctx.language === 'en' ? en : zh),
    fields,
    // the yearly revenue of a customer is no total of a quotation
    amount: fields.find(
      ({ type, name, label: of }) => type === 'currency' && (/amount|total/i.test(name) || /金额|总价|总额|合计/.test(of.zh)),
    ),
    number: fields.find(({ type }) => type === 'autoNumber'),
    party: meta.name === 'account' ? 'name' : account && `${account.name}.name`,
    table: tableOf(ctx, meta),
  };
}

/** The related list that looks most like lines: with an amount or a number to sum; else the first one with several columns. */
function tableOf(ctx: Context, meta: ObjectMeta): Draft['table'] {
  const lists = printLists(ctx, meta).flatMap((list) => {
    const child = ctx.meta.object(list.object);
    return child ? [{ list, child, sums: list.columns.filter((name) => isSummed(child.fields.get(name))).length }] : [];
  });
  const best = lists.toSorted((a, b) => b.sums - a.sums)[0];
  if (!best) return undefined;
  const columns = columnsOf(best.list, best.child);
  return columns.length === 0 ? undefined : { type: 'table', list: best.list.name, numbered: true, columns };
}

const isSummed = (field: FieldMeta | undefined) => field?.type === 'currency' || field?.type === 'number';

function columnsOf(list: RelatedList, child: ObjectMeta): TableColumn[] {
  const names = list.columns.length > 0 ? list.columns : child.listColumns.slice(0, 5);
  return names.flatMap((name): TableColumn[] => {
    const field = child.fields.get(name);
    if (!field || unprintable.has(field.type)) return [];
    return [
      { field: name, ...(numeric.has(field.type) ? { align: 'right' as const } : {}), ...(field.type === 'currency' ? { sum: true } : {}) },
    ];
  });
}

const page = usualPage;
const band = (draft: Draft) => ({
  header: { left: '{{$company}}', right: `{{${draft.number?.name ?? draft.meta.title}}}`, line: true },
  footer: {
    left: draft.say('打印于 {{$now}}', 'Printed {{$now}}'),
    right: draft.say('第 {{$page}} 页，共 {{$pages}} 页', 'Page {{$page}} of {{$pages}}'),
  },
});

const item = (field: FieldMeta): FieldItem => ({ field: field.name });
const some = (draft: Draft, most: number) =>
  draft.fields
    .filter(({ type }) => !long.has(type))
    .slice(0, most)
    .map(item);

function total({ amount, say }: Draft): Block[] {
  if (!amount) return [];
  return [
    {
      type: 'text',
      align: 'right',
      text: `**${say('合计', 'Total')}：{{${amount.name}}}**\n${say('大写', 'In words')}：{{${amount.name}|upper}}`,
    },
  ];
}

function made(draft: Draft, name: string, of: { label: Label; title: string; blocks: Block[] }): Starter {
  const definition: PdfTemplate = {
    label: of.label,
    active: true,
    format: 'pdf',
    fileName: `${of.title}-{{${draft.meta.title}}}`,
    page,
    ...band(draft),
    blocks: of.blocks,
  };
  return { name, label: of.label, definition };
}

function quotation(draft: Draft): Starter {
  const { say, party, table } = draft;
  const title = say('报价单', 'Quotation');
  return made(draft, 'quotation', {
    label: label('报价单', 'Quotation'),
    title,
    blocks: [
      { type: 'heading', level: 1, text: title },
      ...(party ? [{ type: 'text', text: `${say('致', 'To')}：**{{${party}}}**` } as Block] : []),
      { type: 'fields', columns: 2, border: true, items: some(draft, 8) },
      ...(table ? [{ type: 'heading', level: 3, text: say('报价明细', 'Items') } as Block, table] : []),
      ...total(draft),
      {
        type: 'text',
        text: say(
          '**说明**\n1. 以上价格含 13% 增值税和国内运费。\n2. 报价自 {{$today|long}} 起 30 天内有效。\n3. 付款方式：预付 30%，发货前付清。',
          '**Notes**\n1. Prices include VAT and domestic freight.\n2. Valid for 30 days from {{$today|long}}.\n3. Payment: 30% in advance, the rest before delivery.',
        ),
      },
      {
        type: 'signature',
        parties: [
          { title: say('客户确认（签字盖章）：', 'Accepted by:'), lines: [say('日期：____________', 'Date: ____________')] },
          { title: '{{$company}}', lines: [say('报价人：{{$me}}', 'Offered by: {{$me}}'), say('日期：{{$today}}', 'Date: {{$today}}')] },
        ],
      },
    ],
  });
}

function contract(draft: Draft): Starter {
  const { say, party, table, amount } = draft;
  const title = say('合同', 'Contract');
  const price = amount
    ? say(`合同总价为 **{{${amount.name}}}**（大写：{{${amount.name}|upper}}）。`, `The price is **{{${amount.name}}}**.`)
    : say('合同总价为 ____________ 元。', 'The price is ____________.');
  const clause = (head: string, text: string): Block[] => [
    { type: 'heading', level: 3, text: head },
    { type: 'text', indent: draft.ctx.language !== 'en', text },
  ];
  return made(draft, 'contract', {
    label: label('合同', 'Contract'),
    title,
    blocks: [
      { type: 'heading', level: 1, text: say('购销合同', 'Sales contract') },
      {
        type: 'text',
        text: `${say('甲方（买方）', 'Buyer')}：${party ? `{{${party}}}` : '____________'}\n${say('乙方（卖方）', 'Seller')}：{{$company}}`,
      },
      {
        type: 'text',
        indent: draft.ctx.language !== 'en',
        text: say('甲乙双方经友好协商，就以下事项达成一致，签订本合同。', 'The parties agree as follows.'),
      },
      ...clause(say('第一条 标的', '1. Goods'), say('乙方向甲方提供下列产品和服务：', 'The seller supplies the following:')),
      ...(table ? [table] : []),
      ...clause(say('第二条 价款', '2. Price'), price),
      ...clause(
        say('第三条 付款', '3. Payment'),
        say(
          '本合同签订后 10 个工作日内，甲方支付合同总价的 30%；验收合格后 30 日内付清余款。',
          '30% within 10 working days of signing, the rest within 30 days of acceptance.',
        ),
      ),
      ...clause(
        say('第四条 交货与验收', '4. Delivery'),
        say(
          '乙方应在收到预付款后 30 日内交货，甲方应在到货后 7 日内验收。',
          'Delivery within 30 days of the advance; acceptance within 7 days of arrival.',
        ),
      ),
      ...clause(
        say('第五条 争议解决', '5. Disputes'),
        say('因本合同发生的争议，双方协商解决；协商不成的，由乙方所在地人民法院管辖。', "Disputes go to the courts at the seller's seat."),
      ),
      {
        type: 'text',
        indent: draft.ctx.language !== 'en',
        text: say('本合同一式两份，双方各执一份，自双方签字盖章之日起生效。', 'Made in two copies, effective once signed by both.'),
      },
      {
        type: 'signature',
        parties: (
          [
            ['甲方（盖章）：', 'Buyer:'],
            ['乙方（盖章）：', 'Seller:'],
          ] as const
        ).map(([zh, en]) => ({
          title: say(zh, en),
          lines: [say('授权代表：____________', 'Signed: ____________'), say('日期：____年__月__日', 'Date: ____________')],
        })),
      },
    ],
  });
}

function delivery(draft: Draft): Starter {
  const { say, party, table } = draft;
  const title = say('出库单', 'Delivery note');
  return made(draft, 'delivery', {
    label: label('出库单', 'Delivery note'),
    title,
    blocks: [
      { type: 'heading', level: 1, text: title },
      {
        type: 'fields',
        columns: 2,
        border: true,
        items: [...(party ? [{ field: party, label: say('收货单位', 'Consignee') }] : []), ...some(draft, 5)],
      },
      ...(table ? [table] : []),
      { type: 'code', kind: 'qr', text: `{{${draft.number?.name ?? draft.meta.title}}}`, width: 22, align: 'right' },
      {
        type: 'signature',
        parties: (
          [
            ['制单', 'Prepared by'],
            ['仓库', 'Warehouse'],
            ['收货人', 'Received by'],
          ] as const
        ).map(([zh, en]) => ({
          title: `${say(zh, en)}：`,
          lines: [say('日期：________', 'Date: ________')],
        })),
      },
    ],
  });
}

function sheet(draft: Draft): Starter {
  const { meta, fields, table, say } = draft;
  const name = textOf(meta.label, draft.ctx.language);
  const short = fields.filter(({ type }) => !long.has(type)).map(item);
  return made(draft, 'sheet', {
    label: label('通用记录单', 'Record sheet'),
    title: name,
    blocks: [
      { type: 'heading', level: 1, text: `{{${meta.title}}}` },
      { type: 'fields', columns: 2, border: true, items: (short.length > 0 ? short : [{ field: meta.title }]).slice(0, 60) },
      ...fields
        .filter(({ type }) => long.has(type))
        .slice(0, 5)
        .flatMap((field): Block[] => [
          { type: 'heading', level: 3, text: textOf(field.label, draft.ctx.language) },
          { type: 'text', text: `{{${field.name}}}` },
        ]),
      ...(table ? [{ type: 'heading', level: 3, text: say('相关明细', 'Related') } as Block, table] : []),
    ],
  });
}
