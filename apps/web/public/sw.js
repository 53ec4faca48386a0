// Shows notices that are pushed to this device, and opens what they are about. Nothing is cached here.
const home = '/notices';

// only pages of our own: what comes over the wire is a path
const pathOf = (data) => {
  const url = typeof data?.url === 'string' ? new URL(data.url, self.location.origin) : null;
  return url && url.origin === self.location.origin ? url.pathname + url.search : home;
};

const read = (event) => {
  try {
    return event.data?.json() ?? {};
  } catch {
    return {};
  }
};

self.addEventListener('push', (event) => {
  const data = read(event);
  // a browser asks for something to be shown for every push, even for one that can not be read
  const title = typeof data.title === 'string' && data.title ? data.title : '环客';
  const options = { icon: '/icon.svg', data: { url: pathOf(data) }, ...(typeof data.tag === 'string' ? { tag: data.tag } : {}) };
  event.waitUntil(self.registration.showNotification(title, options));
});

// never leads a page away from what somebody is typing there
const open = async (path) => {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find(({ url }) => pathOf({ url }) === path);
  return there ? there.focus() : self.clients.openWindow(path);
};

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data)));
});
