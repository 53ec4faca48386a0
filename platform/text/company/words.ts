/** Legal forms as they end a name; 集团 in one says that it is a group. */
export const legalForms: readonly string[] = longestFirst([
  '集团股份有限公司',
  '集团有限责任公司',
  '集团有限公司',
  '集团股份公司',
  '集团总公司',
  '集团公司',
  '集团',
  '股份有限公司',
  '有限责任公司',
  '股份合作公司',
  '股份公司',
  '有限公司',
  '总公司',
  '公司',
  '合伙企业(有限合伙)',
  '合伙企业(普通合伙)',
  '合伙企业(特殊普通合伙)',
  '(有限合伙)',
  '(普通合伙)',
  '(特殊普通合伙)',
  '(个人独资)',
  '有限合伙企业',
  '合伙企业',
  '个人独资企业',
  '股份合作企业',
  'LIMITED',
  'COMPANYLIMITED',
  'COLIMITED',
  'COLTD',
  'PTELTD',
  'PTYLTD',
  'LTD',
  'LLC',
  'GMBH',
  'INCORPORATED',
  'CORPORATION',
]);

/** What a part of a company is called that is no legal person of its own. */
export const branchWords: readonly string[] = ['分公司', '办事处', '营业部', '代表处', '分行', '支行', '分店', '分厂', '分所'];

/** What says in which trade somebody is: left out of the brand. */
export const industryWords: readonly string[] = longestFirst(
  (
    '科技 信息技术 信息科技 网络科技 网络技术 智能科技 生物科技 生物技术 电子科技 新能源科技 新材料科技 环保科技 数字科技 数据科技 软件技术 软件科技 ' +
    '医疗科技 农业科技 教育科技 建筑科技 物联网科技 自动化科技 技术 高科技 高新技术 科技发展 技术开发 技术服务 科技开发 信息 网络 软件 数据 智能 智能装备 ' +
    '贸易 商贸 工贸 经贸 科贸 国际贸易 进出口 进出口贸易 外贸 实业 实业发展 产业 工业 发展 投资 投资管理 投资发展 投资控股 控股 资产管理 资本 基金 ' +
    '电子 电子商务 电器 电气 电力 电力设备 电缆 电工 机电 机电设备 机械 机械设备 机械制造 设备 设备制造 装备 装备制造 重工 精密机械 精工 制造 自动化 仪器 仪表 仪器仪表 ' +
    '材料 新材料 建材 建筑材料 建设 建筑 建筑工程 建设工程 工程 工程技术 装饰 装饰工程 园林 置业 地产 房地产 房地产开发 物业 物业管理 物业服务 ' +
    '化工 石化 化学 精细化工 医药 药业 制药 生物 生物医药 医疗 医疗器械 医疗设备 健康 健康管理 医院 ' +
    '食品 餐饮 餐饮管理 饮品 酒业 农业 农业发展 农牧 种业 粮油 水产 饲料 ' +
    '物流 供应链 供应链管理 运输 货运 快递 航空 航运 海运 仓储 国际物流 汽车 汽车销售 汽车零部件 汽车配件 零部件 轨道交通 交通 ' +
    '能源 新能源 光伏 环保 环境 环境工程 节能 水务 水利 燃气 热力 矿业 钢铁 金属 金属材料 有色金属 五金 铝业 铜业 模具 塑料 塑胶 橡胶 包装 印刷 纸业 玻璃 陶瓷 ' +
    '服饰 服装 纺织 针织 鞋业 家具 家居 家电 日用品 化妆品 玩具 工艺品 珠宝 ' +
    '文化 文化传播 文化传媒 传媒 广告 广告传媒 影视 影业 出版 旅游 酒店 酒店管理 体育 教育 教育咨询 培训 人力资源 劳务 ' +
    '咨询 企业管理 企业管理咨询 管理咨询 管理 服务 商务 商务服务 知识产权 检测 检测技术 认证 通信 通信技术 通讯 半导体 微电子 集成电路 光电 光学 芯片 ' +
    '银行 保险 证券 租赁 融资租赁 担保 大学 学院 中心 厂'
  ).split(' '),
);

/** Names of places that companies bear far more often as a word than as a place. */
export const notPlaces: ReadonlySet<string> = new Set(['东方', '长安', '平安', '和平', '新华', '太平', '天山', '泰山', '吉祥']);

function longestFirst(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}
