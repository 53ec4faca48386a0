/** Files as they are shown: signs with names, pictures and PDF in large. */
export { Files, type ShownFile } from './Files.tsx';
