/** How 华泵科技 sells: what is done in each stage, most of it told by the data. Nothing is required: the story goes as it goes. */
export const demoPlaybook = {
  stages: {
    initial: [
      {
        key: 'who',
        text: '弄清谁用、谁定、谁批',
        script: '这台泵平时是哪个车间在用？选型定下来，最后由哪位签字？',
      },
      { key: 'call', text: '通一次电话', proof: { activity: 'call' } },
      { key: 'contact', text: '找到主要联系人', proof: { field: 'contact' } },
    ],
    qualified: [
      { key: 'site', text: '看一次现场', proof: { activity: 'visit' } },
      {
        key: 'medium',
        text: '问清介质、温度、流量和扬程',
        script: '介质浓度和温度有没有变化？含不含颗粒？现在这台泵最常坏在哪里？',
      },
      { key: 'budget', text: '问到预算', proof: { field: 'amount' } },
    ],
    proposal: [
      { key: 'demo', text: '讲一次方案', proof: { activity: 'demo' } },
      { key: 'rival', text: '弄清还有谁在报价', proof: { field: 'competitor' } },
      { key: 'life', text: '算一笔全生命周期的账', script: '一年停机两次损失多少？把电费、备件和停机算进去，三年谁便宜？' },
    ],
    negotiation: [
      { key: 'terms', text: '付款方式谈到 3-6-1 以内' },
      { key: 'date', text: '交期与生产部确认过', proof: { activity: 'meeting' } },
      { key: 'closer', text: '约定签字的日子', proof: { field: 'nextStepOn' } },
    ],
  },
};
