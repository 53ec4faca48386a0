export const en = {
  preview: 'Preview {{name}}',
  previous: 'Previous file',
  next: 'Next file',
  download: 'Download',
  noPreview: 'There is no preview of this file; download it.',
  watermark: 'Watermark on previews of pictures and PDF',
  watermarkHint: 'Previews carry the name of who looks and the time. It reminds people; it does not keep them from downloading the file.',
  saved: 'Saved',
} as const;
