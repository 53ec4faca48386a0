/** Surnames of some 97 of 100 Chinese; those of two characters first, as they are longer. */
const compound = '欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 南宫 长孙 宇文 端木';
const single =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包代宁符阮尚舒纪梅童凌毕单季成霍苗涂谷曲裴冉殷盛靳祁褚华项游蒲管卜骆阎瞿晏幸车房边初辛闵喻解臧卞计成连屈娄柯';

export const surnames: ReadonlySet<string> = new Set([...compound.split(' '), ...single]);

/** Words that begin like a name and are none. */
export const noNames: ReadonlySet<string> = new Set(
  '周一 周二 周三 周四 周五 周六 周日 周末 周期 谢谢 方案 方便 方式 成本 成功 成都 成立 时间 安排 安全 安装 温度 温州 白天 马上 常见 常州 许多 任务 任何 单位 单价 高层 高兴 石油 黄色 连接 连续 项目 江苏 江西 江门 万元 管理 管道 余额 徐州 贺州 金额 金属 张家港 车间 车辆 房间 计划 计算 解决 曲线 祝您 应该 关于 关键 明天 明白 向您 米数 何时 程序 毛利 左右 包括 包装 初步 边上 全部 海外 平台 平时 水泵 支持 东西 文件 华东 华南 华北 华中'.split(
    ' ',
  ),
);

/** What ends the name of a company or another employer. */
export const companyEnds = [
  '公司',
  '集团',
  '厂',
  '研究院',
  '研究所',
  '设计院',
  '事务所',
  '工作室',
  '合作社',
  '大学',
  '学院',
  '医院',
  '银行',
  '商行',
  '分公司',
  '办事处',
];

/** Words that make a job title, the longest first. */
export const titleWords = [
  '副总经理',
  '总经理',
  '副总裁',
  '董事长',
  '总工程师',
  '工程师',
  '负责人',
  '联系人',
  '合伙人',
  '创始人',
  '采购员',
  '业务员',
  '总裁',
  '董事',
  '总监',
  '经理',
  '主管',
  '主任',
  '部长',
  '科长',
  '处长',
  '厂长',
  '院长',
  '所长',
  '店长',
  '局长',
  '组长',
  '专员',
  '助理',
  '顾问',
  '代表',
  '秘书',
  '会计',
  '主席',
  '教授',
  '医生',
  '老板',
];

export const englishTitle =
  /\b(?:CEO|CTO|CFO|COO|CIO|CMO|VP|GM|(?:general |sales |purchasing |procurement |project |product |marketing |regional |vice |senior |chief |key account |account )*(?:manager|director|president|engineer|officer|buyer|executive|supervisor|consultant|founder|partner|representative|assistant|specialist))\b/i;

export const englishCompany = /\b(?:co\.?,? ?ltd\.?|inc\.?|llc|gmbh|limited|corp(?:oration)?\.?|company|group|s\.a\.|plc|ag)$/i;

/** What stands before numbers: no part of a name. */
export const numberWord = /\b(?:tel|phone|mobile|cell|fax|office|direct|work)\b/i;
