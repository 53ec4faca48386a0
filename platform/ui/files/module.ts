import { defineWebModule } from '../module.ts';

/** How files are shown. */
export default defineWebModule({
  name: 'files',
  routes: [{ path: '/settings/files', load: () => import('./FilesPage.tsx').then((file) => file.FilesPage) }],
  settings: [
    {
      key: 'files',
      group: 'company',
      order: 55,
      icon: 'attach',
      to: '/settings/files',
      label: { zh: '文件预览', en: 'Files' },
      text: { zh: '图片预览的水印', en: 'Watermark on previews of pictures' },
      permission: 'settings.manage',
      words: '文件 附件 预览 水印 图片 wenjian wj fujian yulan shuiyin file attachment preview watermark picture',
    },
  ],
});
