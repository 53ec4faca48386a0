import type { StoryWriter } from '@huanke/platform/demo';
import type { DemoDeal } from './deal.ts';

/** A deal with what its owner saved, in order. */
export interface DealLife {
  readonly deal: DemoDeal;
  readonly owner: string | null;
  readonly saves: readonly { readonly at: Date; readonly values: Readonly<Record<string, unknown>> }[];
}

/** What each won deal has to show for it: the confirmation of the order, uploaded by its owner as it was won; by the key of the deal. */
export async function makeProofs(writer: StoryWriter, lives: readonly DealLife[]): Promise<Map<string, string>> {
  const proofs = new Map<string, string>();
  for (const { deal, owner, saves } of lives) {
    const won = saves.find(({ values }) => values['stage'] === 'won');
    if (!won) continue;
    const lines = ['订单确认', '', `项目：${deal.name}`, `金额：¥${deal.amount}.00`, `日期：${String(won.values['closedOn'])}`, ''];
    const content = Buffer.from([...lines, '以上内容双方确认无误。', ''].join('\n'));
    proofs.set(deal.key, await writer.file({ name: '订单确认.txt', type: 'text/plain', content }, { by: owner, at: won.at }));
  }
  return proofs;
}
