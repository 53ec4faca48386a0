import type { Calendar, StoryWriter } from '@huanke/platform/demo';
import { saveFile } from '@huanke/platform/files';
import type { DemoDeal } from './deal.ts';

/** What each won deal has to show for it: the confirmation of the order, by the key of the deal. */
export async function makeProofs(writer: StoryWriter, calendar: Calendar, deals: readonly DemoDeal[]): Promise<Map<string, string>> {
  const proofs = new Map<string, string>();
  for (const deal of deals) {
    const won = deal.path.findLast(({ stage }) => stage === 'won');
    if (!won) continue;
    const lines = [
      '订单确认',
      '',
      `项目：${deal.name}`,
      `金额：¥${deal.amount}.00`,
      `日期：${calendar.day(-won.ago)}`,
      '',
      '以上内容双方确认无误。',
      '',
    ];
    const { id } = await saveFile(writer.ctx, { name: '订单确认.txt', content: Buffer.from(lines.join('\n')), type: 'text/plain' });
    proofs.set(deal.key, id);
  }
  return proofs;
}
