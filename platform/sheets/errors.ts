import { defineErrors, label } from '../kernel/index.ts';

/** What can be wrong with a file as a whole. */
export const sheetErrors = defineErrors({
  SHEET_UNREADABLE: {
    status: 422,
    text: label(
      '无法读取这个文件，请另存为 .xlsx 或 CSV 后重新上传',
      'The file cannot be read; save it as .xlsx or CSV and upload it again',
    ),
  },
  SHEET_OLD_OR_LOCKED: {
    status: 422,
    text: label(
      '文件是旧版 .xls 格式或设置了打开密码，请去掉密码并另存为 .xlsx',
      'The file is an old .xls or has a password; remove it and save as .xlsx',
    ),
  },
  SHEET_EMPTY: { status: 422, text: label('文件里没有数据', 'There is no data in the file') },
  SHEET_NOT_FOUND: { status: 422, text: label('文件里没有名为“{sheet}”的工作表', 'There is no sheet named “{sheet}” in the file') },
  SHEET_TOO_WIDE: {
    status: 422,
    text: label('列数超过 {most} 列，请删去多余的列', 'More than {most} columns; remove those that are not needed'),
  },
  SHEET_CELL_TOO_LONG: {
    status: 422,
    text: label('第 {row} 行有单元格超过 {most} 个字符', 'Row {row} has a cell of more than {most} characters'),
  },
  SHEET_BROKEN_QUOTES: {
    status: 422,
    text: label(
      '第 {row} 行附近的引号没有成对，请检查后重新上传',
      'The quotation marks near row {row} are not closed; correct them and upload again',
    ),
  },
  SHEET_TOO_MANY_ROWS: {
    status: 413,
    text: label(
      '一次最多导入 {most} 行，这个文件超过了，请拆分后分批导入',
      'At most {most} rows are imported at once and the file has more; split it and import the parts',
    ),
  },
  SHEET_TOO_LARGE: {
    status: 413,
    text: label('文件解压后太大，请拆分后分批导入', 'The file is too large when unpacked; split it and import the parts'),
  },
});
