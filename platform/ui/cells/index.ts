export { cleanHtml } from '../../text/rich-text.ts';
export { isNumeric, nextStepCell, renderCell, stageCell } from './cell.tsx';
export { fieldAt, targetObject, useFields } from './fields.ts';
export { stageDays, stagePath, stageProgress } from './stage.ts';
export { type CellTools, cellText, currencyOf, isEmpty, plainText } from './text.ts';
