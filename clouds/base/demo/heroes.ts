import type { Industry } from '@huanke/platform/demo';

/** A customer of the story by name. `city` is as the region is shown, `code` the GB/T 2260 code of the registration. */
export interface HeroAccount {
  readonly key: string;
  readonly name: string;
  readonly short: string;
  readonly industry: Industry;
  readonly level: 'A' | 'B' | 'C';
  readonly region: string;
  readonly code: string;
  readonly areaCode: string;
  readonly owner: string;
  readonly employees: number;
  /** Million yuan a year. */
  readonly revenue: number;
  readonly founded: number;
  readonly parent?: string;
  readonly source?: string;
  /** The end of its credit code. */
  readonly ending?: string;
}

const row = (line: string): HeroAccount => {
  const [
    key = '',
    name = '',
    short = '',
    industry = '',
    level = '',
    region = '',
    code = '',
    areaCode = '',
    owner = '',
    employees = '',
    revenue = '',
    founded = '',
    parent = '',
    source = '',
    ending = '',
  ] = line.split('|').map((part) => part.trim());
  return {
    key,
    name,
    short,
    industry: industry as Industry,
    level: level as 'A',
    region,
    code,
    areaCode,
    owner,
    employees: Number(employees),
    revenue: Number(revenue),
    founded: Number(founded),
    ...(parent ? { parent } : {}),
    ...(source ? { source } : {}),
    ...(ending ? { ending } : {}),
  };
};

/** The customers the pictures of the product name. Parents stand before their children. */
export const heroAccounts: readonly HeroAccount[] = `
hengrun-group | 恒润控股集团有限公司 | 恒润控股 | chemical | A | 浙江杭州 | 330100 | 0571 | lina | 6800 | 9200 | 1996 | | referral
hengrun | 浙江恒润化工股份有限公司 | 恒润化工 | chemical | A | 浙江绍兴上虞 | 330604 | 0575 | lina | 1200 | 2350 | 2003 | hengrun-group | repeat | 2X
hengrun-new | 浙江恒润新材料有限公司 | 恒润新材料 | chemical | B | 浙江绍兴上虞 | 330604 | 0575 | lina | 260 | 410 | 2016 | hengrun | repeat
hengrun-power | 绍兴恒润热电有限公司 | 恒润热电 | energy | B | 浙江绍兴 | 330600 | 0575 | lina | 180 | 320 | 2011 | hengrun | repeat
lingang | 临港新城水务集团有限公司 | 临港水务 | utilities | A | 上海浦东临港 | 310115 | 021 | lina | 2100 | 1860 | 2005 | | referral
guangxin | 合肥光芯半导体有限公司 | 光芯半导体 | electronics | A | 安徽合肥 | 340100 | 0551 | zhang | 950 | 1480 | 2017 | | exhibition
nantong | 南通沿海化工园区开发有限公司 | 南通沿海化工园区 | chemical | B | 江苏南通 | 320600 | 0513 | sun | 140 | 260 | 2009 | | cold
huasheng | 江苏华晟新材料有限公司 | 华晟新材料 | chemical | A | 江苏泰州 | 321200 | 0523 | wang | 720 | 1320 | 2012 | | website
qiantang | 杭州钱塘数据中心有限公司 | 钱塘数据中心 | other | A | 浙江杭州钱塘 | 330114 | 0571 | chen | 210 | 540 | 2018 | | partner
xiangyuan | 苏州相园排水有限公司 | 相园排水 | utilities | A | 江苏苏州 | 320500 | 0512 | lina | 430 | 380 | 2006 | | referral
jianggang | 芜湖江港船舶重工有限公司 | 江港船舶 | manufacturing | B | 安徽芜湖 | 340200 | 0553 | zhang | 1600 | 1150 | 1998 | | exhibition
wanjiang | 安徽皖江造纸股份有限公司 | 皖江造纸 | manufacturing | B | 安徽安庆 | 340800 | 0556 | zhao | 1300 | 980 | 1994 | | cold
zhenyuan | 宁波镇远石化有限公司 | 镇远石化 | chemical | A | 浙江宁波镇海 | 330211 | 0574 | chen | 880 | 2750 | 2001 | | repeat
oujiang | 温州瓯江水利工程有限公司 | 瓯江水利 | other | B | 浙江温州 | 330300 | 0577 | sun | 320 | 290 | 1999 | | website
haiyan | 海盐新能装备有限公司 | 海盐新能 | energy | B | 浙江嘉兴海盐 | 330424 | 0573 | lina | 390 | 450 | 2014 | | exhibition
lanjing | 无锡蓝鲸热电有限公司 | 蓝鲸热电 | energy | A | 江苏无锡 | 320200 | 0510 | lina | 460 | 690 | 2004 | | repeat
tianyuan | 常州天源制药有限公司 | 天源制药 | pharmaceutical | A | 江苏常州 | 320400 | 0519 | wang | 1050 | 1760 | 2000 | | website
yuefang | 绍兴越纺印染有限公司 | 越纺印染 | manufacturing | B | 浙江绍兴柯桥 | 330603 | 0575 | zhao | 760 | 520 | 1997 | | cold
yunqi | 上海云栖医院 | 云栖医院 | other | B | 上海浦东 | 310115 | 021 | lina | 1400 | 830 | 2008 | | partner
jinling | 铜陵金岭矿业有限公司 | 金岭矿业 | other | B | 安徽铜陵 | 340700 | 0562 | zhao | 1900 | 1240 | 1993 | | cold
beigu | 镇江北固热力有限公司 | 北固热力 | energy | C | 江苏镇江 | 321100 | 0511 | chen | 150 | 160 | 2010 | | website
haiyue | 盐城海悦地产有限公司 | 海悦地产 | construction | C | 江苏盐城 | 320900 | 0515 | zhao | 230 | 870 | 2007 | | ads
pengcheng | 徐州彭城乳业有限公司 | 彭城乳业 | food | B | 江苏徐州 | 320300 | 0516 | wang | 640 | 730 | 2002 | | exhibition
wangfeng | 淮北望峰煤业有限公司 | 望峰煤业 | energy | C | 安徽淮北 | 340600 | 0561 | zhang | 3200 | 1530 | 1989 | | cold
caishi | 马鞍山采石钢构有限公司 | 采石钢构 | manufacturing | B | 安徽马鞍山 | 340500 | 0555 | zhang | 540 | 610 | 2005 | | referral
taihu | 苏州太湖文旅度假区管理有限公司 | 太湖文旅度假区 | other | C | 江苏苏州 | 320500 | 0512 | chen | 300 | 210 | 2013 | | website
hengtai | 张家港恒泰冷链物流有限公司 | 恒泰冷链 | logistics | B | 江苏苏州张家港 | 320582 | 0512 | lina | 270 | 340 | 2015 | | wecom
taicang | 太仓港务有限公司 | 太仓港务 | logistics | B | 江苏苏州太仓 | 320585 | 0512 | lina | 690 | 560 | 2001 | | cold
jiashan | 嘉善高新园区建设有限公司 | 嘉善高新 | construction | C | 浙江嘉兴嘉善 | 330421 | 0573 | lina | 110 | 190 | 2016 | | wecom
yuanhang | 江阴远航船务有限公司 | 远航船务 | logistics | B | 江苏无锡江阴 | 320281 | 0510 | lina | 350 | 420 | 2008 | | exhibition
huarui | 江苏华瑞环保科技有限公司 | 华瑞环保 | utilities | C | 江苏盐城 | 320900 | 0515 | wang | 95 | 88 | 2018 | | ads
`
  .trim()
  .split('\n')
  .map(row);

export interface HeroContact {
  readonly account: string;
  readonly name: string;
  readonly title: string;
  /** Last digits of the mobile number, where the story names them. */
  readonly tail?: string;
}

/** The people the pictures name, with those beside them. */
export const heroContacts: readonly HeroContact[] = `
hengrun | 吕文涛 | 副总经理
hengrun | 陈国栋 | 设备部部长 | 6631
hengrun | 金晓峰 | 总工程师
hengrun | 沈建平 | 采购经理
hengrun | 楼伟 | 泵房班长
hengrun | 倪佳 | 采购员
hengrun | 单志明 | 安环部部长
hengrun | 曾丽华 | 财务经理
lingang | 郑卫国 | 泵站管理处处长
lingang | 霍荣华 | 泵站办主任 | 0918
lingang | 陆敏 | 招标办主管
xiangyuan | 张景行 | 设计院驻场工程师
xiangyuan | 顾春燕 | 工程部经理
lanjing | 钱国平 | 汽机车间主任
lanjing | 施晓东 | 设备采购主管
guangxin | 任少华 | 厂务部经理
guangxin | 许婧 | 采购工程师
huasheng | 姜立新 | 动力部部长
qiantang | 冯宏伟 | 暖通主管
zhenyuan | 傅永明 | 机动处处长
tianyuan | 范慧芳 | 工程设备部经理
wanjiang | 汪家明 | 生产副总
yunqi | 蒋爱萍 | 后勤保障科科长
`
  .trim()
  .split('\n')
  .map((line) => {
    const [account = '', name = '', title = '', tail] = line.split('|').map((part) => part.trim());
    return { account, name, title, ...(tail ? { tail } : {}) };
  });
