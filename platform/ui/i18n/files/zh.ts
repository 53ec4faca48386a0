export const zh = {
  preview: '预览 {{name}}',
  previous: '上一个文件',
  next: '下一个文件',
  download: '下载',
  noPreview: '这个文件不能预览，请下载查看。',
  watermark: '图片和 PDF 预览加水印',
  watermarkHint: '预览上显示查看人的姓名和时间。水印用于提醒，不能阻止下载原文件。',
  saved: '已保存',
} as const;
