import { label } from '@huanke/platform/kernel';
import { booleanSetting, defineSettings } from '@huanke/platform/metadata';

/** What a company may set for its contracts. */
export interface ContractSettings {
  /** A contract is signed with the signed document attached. */
  readonly needsFile: boolean;
  /** Somebody else than who handed it in confirms it before it is in force. */
  readonly secondPerson: boolean;
}

/** `PUT /meta/parts/contractSettings/contracts`: what SAL-24 leaves to a company. */
const settings = defineSettings<ContractSettings>({
  kind: 'contractSettings',
  name: 'contracts',
  label: label('合同规则', 'Rules for contracts'),
  text: label('签署文件、双人确认', 'Signed documents, confirmation by a second person'),
  icon: 'file',
  fields: {
    needsFile: booleanSetting({
      label: label('签署要附签署文件', 'Signing needs the document'),
      help: label('提交签署时要上传双方签字盖章的扫描件；导入的合同不检查', 'The scan with both signatures; imports are not asked'),
      shipped: true,
    }),
    secondPerson: booleanSetting({
      label: label('双人确认', 'Confirmed by a second person'),
      help: label(
        '提交签署的合同由另一个有确认权限的人核对后才生效',
        'Who may confirm and has not handed it in looks at it before it is in force',
      ),
      shipped: true,
    }),
  },
});

export const contractSettings = settings.of;
export const contractSettingsKind = settings.kind;
