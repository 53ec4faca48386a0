export const zh = {
  title: '首页',
  figures: '数字与日程',
  nothing: '这里还没有内容',
  nothingHint: '你的角色还没有首页内容，请从左侧导航开始，或请管理员开通权限。',
  usage: '公司用量',
  toSettings: '前往设置',
  lastImports: '最近的导入',
  imported: '写入 {{count}} 条',
  importFailed: '失败 {{count}} 条',
  failedJobs: '有 {{count}} 个后台任务失败，请到通知里查看原因后重试。',
} as const;
