import { deleteResource, multiget } from '../collection.ts';
import { D, type Dav, namespaces } from '../dav.ts';

/** Another program that keeps the same calendar, such as the one on a phone; on the simulator and on real servers alike. */
export interface OtherProgram {
  /** What lies in the calendar, by the last part of its address. */
  files(): Promise<Map<string, string>>;
  /** Writes without asking what was there. */
  put(name: string, data: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export function otherProgram(dav: Dav, calendar: string): OtherProgram {
  return {
    async files() {
      const body = `<D:propfind ${namespaces}><D:prop><D:getetag/></D:prop></D:propfind>`;
      const { entries } = await dav.multistatus({ method: 'PROPFIND', url: calendar, depth: '1', body });
      const urls = entries.filter(({ url, props }) => url !== calendar && props.has(D('getetag'))).map(({ url }) => url);
      const found = await multiget(dav, calendar, urls);
      return new Map(found.map(({ url, data }) => [url.slice(calendar.length), data]));
    },
    async put(name, data) {
      const { status } = await dav.send({
        method: 'PUT',
        url: `${calendar}${name}`,
        body: data,
        headers: { 'content-type': 'text/calendar; charset=utf-8' },
      });
      if (![200, 201, 204].includes(status)) throw new Error(`the server does not take ${name}: ${status}`);
    },
    async remove(name) {
      await deleteResource(dav, `${calendar}${name}`, '*');
    },
  };
}
