import { describe, expect, it } from 'vitest';
import { readLetter } from '../letter.ts';
import { writeLetter } from '../testing/letter.ts';
import { forwardedIn } from './forwarded.ts';

/** The letter within one that somebody has forwarded, as mail programs write them. */
const within = async (text: string, head: object = {}) =>
  forwardedIn(
    await readLetter(Buffer.from(writeLetter({ from: 'li@ours.cn', to: 'crm@drop.cn', subject: 'Fwd', id: 'fwd@x', text, ...head }))),
  );

describe('forwardedIn', () => {
  it('reads what Gmail writes', async () => {
    const text = [
      'See below',
      '---------- Forwarded message ---------',
      'From: Zhang Wei <zhang@hengrun.cn>',
      'Date: Mon, Mar 30, 2026 at 9:30 AM',
      'Subject: Quote for pumps',
      'To: Li Ming <li@ours.cn>',
      '',
      '',
      'Please quote: 20 pumps.',
    ].join('\n');
    expect(await within(text)).toMatchObject({
      ...{ messageId: 'fwd@x', subject: 'Quote for pumps', text: 'Please quote: 20 pumps.' },
      from: { name: 'Zhang Wei', address: 'zhang@hengrun.cn' },
      to: [{ name: 'Li Ming', address: 'li@ours.cn' }],
    });
  });

  it('reads what Outlook writes, with several receivers, and the letter it names', async () => {
    const text = [
      '________________________________',
      '发件人: 张伟 <zhang@hengrun.cn>',
      '发送时间: 2026年3月30日 9:30',
      '收件人: 李明 <li@ours.cn>; 王强 <wang@ours.cn>',
      '抄送: zhao@hengrun.cn',
      '主题: 询价',
      '',
      '请报价。',
      '主题: 不是信头',
    ].join('\n');
    expect(await within(text, { references: ['first@x', 'asked@x'] })).toMatchObject({
      ...{ messageId: 'asked@x', references: ['first@x'], subject: '询价', text: '请报价。\n主题: 不是信头' },
      to: [
        { name: '李明', address: 'li@ours.cn' },
        { name: '王强', address: 'wang@ours.cn' },
      ],
      cc: [{ name: '', address: 'zhao@hengrun.cn' }],
      // a time it can not read is that of the forwarding
      sentAt: '2026-03-31T02:00:00.000Z',
    });
  });

  it('is nothing where nothing is quoted', async () => {
    expect(await within('您好，\n请看附件。')).toBeUndefined();
    expect(await within('From: zhang@hengrun.cn\n只有发件人')).toBeUndefined();
    expect(await within('发件人: 张伟\n主题: 没有地址\n\n正文')).toBeUndefined();
  });
});
