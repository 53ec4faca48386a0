import { defineErrors, label } from '@huanke/platform/kernel';

export const tenderErrors = defineErrors({
  TENDER_CLOSED: {
    status: 422,
    text: label('投标已于 {at} 截止，不能再递交', 'The tender closed at {at}; nothing can be submitted any more'),
  },
  SEAL_EMPTY: { status: 422, text: label('章节里还没有投标文件，不能封标', 'The sections hold no files yet; there is nothing to seal') },
  SEAL_BROKEN: {
    status: 422,
    text: label('封标后文件有变动：{files}。请退回编制后重新封标', 'Files differ from the sealed ones: {files}. Go back and seal again'),
  },
  REASON_NEEDED: { status: 422, text: label('决定不投，请说明原因', 'Say why there will be no bid') },
});
