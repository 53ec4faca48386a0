import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['HUANKE_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: false, proxy: { '/api': { target: api, changeOrigin: false } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    reportCompressedSize: false,
    // charts and the like come with the first page that has one; what a page loads has a budget of its own (e2e)
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      treeshake: {
        // Our sources do nothing when imported: an unused export of a barrel must not pull its file into the first load. Styles stay.
        moduleSideEffects: [{ test: /\/(platform\/ui|clouds\/[^/]+\/web)\/.*\.tsx?$/, sideEffects: false }],
      },
    },
  },
});
