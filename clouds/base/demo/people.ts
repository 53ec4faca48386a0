export type Area = 'east' | 'south' | 'north';

/** Somebody of 华泵科技. `sign` names the role a visitor may try. */
export interface DemoPerson {
  readonly key: string;
  readonly name: string;
  readonly position: string;
  readonly department: string;
  readonly manager?: string;
  readonly sign?: 'admin' | 'manager' | 'seller' | 'readonly';
  readonly roles: readonly string[];
  /** Sellers: where their customers are. */
  readonly area?: Area;
}

export interface DemoDepartment {
  readonly key: string;
  readonly name: string;
  readonly parent?: string;
  readonly manager?: string;
}

export const demoDomain = 'demo.huanke.local';

export const departments: readonly DemoDepartment[] = [
  { key: 'sales', name: '销售中心' },
  { key: 'east', name: '华东区', parent: 'sales', manager: 'zhou' },
  { key: 'east1', name: '华东一组', parent: 'east' },
  { key: 'east2', name: '华东二组', parent: 'east' },
  { key: 'south', name: '华南区', parent: 'sales', manager: 'huang' },
  { key: 'south1', name: '华南一组', parent: 'south' },
  { key: 'north', name: '华北区', parent: 'sales', manager: 'gao' },
  { key: 'north1', name: '华北一组', parent: 'north' },
  { key: 'finance', name: '财务部', manager: 'shen' },
  { key: 'it', name: '信息部', manager: 'fang' },
];

const seller = (key: string, name: string, department: string, manager: string, area: Area, position = '销售代表'): DemoPerson => ({
  key,
  name,
  position,
  department,
  manager,
  roles: ['member'],
  area,
});

/** In an order in which every manager stands before their people. */
export const people: readonly DemoPerson[] = [
  { key: 'fang', name: '方哲', position: '系统管理员', department: 'it', sign: 'admin', roles: ['admin'] },
  { key: 'zhou', name: '周明远', position: '华东区销售经理', department: 'east', sign: 'manager', roles: ['manager'], area: 'east' },
  { ...seller('lina', '李娜', 'east1', 'zhou', 'east'), sign: 'seller' },
  seller('wang', '王浩然', 'east1', 'zhou', 'east'),
  seller('chen', '陈思雨', 'east1', 'zhou', 'east'),
  seller('zhang', '张立群', 'east2', 'zhou', 'east', '高级销售代表'),
  seller('zhao', '赵一帆', 'east2', 'zhou', 'east'),
  seller('sun', '孙倩', 'east2', 'zhou', 'east'),
  { key: 'huang', name: '黄志强', position: '华南区销售经理', department: 'south', roles: ['manager'], area: 'south' },
  seller('lin', '林晓彤', 'south1', 'huang', 'south'),
  seller('xie', '谢俊', 'south1', 'huang', 'south', '高级销售代表'),
  { key: 'gao', name: '高建军', position: '华北区销售经理', department: 'north', roles: ['manager'], area: 'north' },
  seller('ma', '马骏', 'north1', 'gao', 'north'),
  seller('tian', '田雨', 'north1', 'gao', 'north'),
  { key: 'shen', name: '沈佳宁', position: '财务分析', department: 'finance', sign: 'readonly', roles: ['readOnly'] },
];

/** Those who carry customers, with how many of each hundred in their area. */
export const sellersOf: Readonly<Record<Area, readonly (readonly [string, number])[]>> = {
  east: [
    ['lina', 20],
    ['wang', 18],
    ['chen', 18],
    ['zhang', 16],
    ['zhao', 14],
    ['sun', 14],
  ],
  south: [
    ['lin', 45],
    ['xie', 40],
    ['huang', 15],
  ],
  north: [
    ['ma', 45],
    ['tian', 40],
    ['gao', 15],
  ],
};

/** admin@ manager@ seller@ readonly@ for those one may try, the key for everybody else. */
export function mailOf(person: Pick<DemoPerson, 'key' | 'sign'>): string {
  return `${person.sign ?? person.key}@${demoDomain}`;
}
