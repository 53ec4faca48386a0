// Runs before the first paint, so that a dark page never flashes white. A file of its own: the content policy allows no inline scripts.
(() => {
  var root = document.documentElement;
  var theme = null;
  var language = null;
  try {
    theme = localStorage.getItem('huanke.theme');
    language = localStorage.getItem('huanke.language');
  } catch (_) {
    // Storage may be forbidden; the system's choice is good enough.
  }
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  if (language === 'en') root.lang = 'en';
})();
