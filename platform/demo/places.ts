/** A city as addresses, codes and telephone numbers know it. */
export interface Place {
  readonly province: string;
  readonly city: string;
  /** GB/T 2260 */
  readonly code: string;
  readonly areaCode: string;
}

const cities = (province: string, list: string): readonly Place[] =>
  list.split(' ').map((entry) => {
    const [city = '', code = '', areaCode = ''] = entry.split(',');
    return { province, city, code, areaCode };
  });

/** 上海、江苏、浙江、安徽 */
export const eastPlaces: readonly Place[] = [
  ...cities('上海', '上海,310115,021 上海,310117,021 上海,310120,021'),
  ...cities(
    '江苏',
    '南京,320100,025 苏州,320500,0512 无锡,320200,0510 常州,320400,0519 镇江,321100,0511 南通,320600,0513 扬州,321000,0514 泰州,321200,0523 盐城,320900,0515 徐州,320300,0516 连云港,320700,0518',
  ),
  ...cities(
    '浙江',
    '杭州,330100,0571 宁波,330200,0574 温州,330300,0577 嘉兴,330400,0573 湖州,330500,0572 绍兴,330600,0575 金华,330700,0579 台州,331000,0576 衢州,330800,0570',
  ),
  ...cities(
    '安徽',
    '合肥,340100,0551 芜湖,340200,0553 马鞍山,340500,0555 铜陵,340700,0562 安庆,340800,0556 滁州,341100,0550 蚌埠,340300,0552 淮北,340600,0561',
  ),
];

/** 广东、广西、福建、湖南、湖北、江西 */
export const southPlaces: readonly Place[] = [
  ...cities(
    '广东',
    '广州,440100,020 深圳,440300,0755 佛山,440600,0757 东莞,441900,0769 惠州,441300,0752 珠海,440400,0756 中山,442000,0760 湛江,440800,0759 茂名,440900,0668',
  ),
  ...cities('广西', '南宁,450100,0771 柳州,450200,0772 钦州,450700,0777'),
  ...cities('福建', '福州,350100,0591 厦门,350200,0592 泉州,350500,0595'),
  ...cities('湖南', '长沙,430100,0731 株洲,430200,0731 岳阳,430600,0730'),
  ...cities('湖北', '武汉,420100,027 宜昌,420500,0717 襄阳,420600,0710'),
  ...cities('江西', '南昌,360100,0791 九江,360400,0792 赣州,360700,0797'),
];

/** 北京、天津、河北、山东、辽宁、河南、山西 */
export const northPlaces: readonly Place[] = [
  ...cities('北京', '北京,110115,010'),
  ...cities('天津', '天津,120116,022'),
  ...cities('河北', '石家庄,130100,0311 唐山,130200,0315 保定,130600,0312 沧州,130900,0317'),
  ...cities(
    '山东',
    '济南,370100,0531 青岛,370200,0532 淄博,370300,0533 烟台,370600,0535 潍坊,370700,0536 东营,370500,0546 日照,371100,0633',
  ),
  ...cities('辽宁', '沈阳,210100,024 大连,210200,0411 鞍山,210300,0412'),
  ...cities('河南', '郑州,410100,0371 洛阳,410300,0379 新乡,410700,0373'),
  ...cities('山西', '太原,140100,0351 大同,140200,0352'),
];

export const allPlaces: readonly Place[] = [...eastPlaces, ...southPlaces, ...northPlaces];

/** How a place is written in an address line: 浙江绍兴, but 上海 alone. */
export function regionOf(place: Pick<Place, 'province' | 'city'>): string {
  return place.province === place.city ? place.city : place.province + place.city;
}
