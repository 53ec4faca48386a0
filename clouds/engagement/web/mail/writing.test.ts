import { describe, expect, it } from 'vitest';
import { guessHosts } from '../mailbox/guess.ts';
import { addressesOf, peopleOf } from './writing.ts';

describe('recipients as people type them', () => {
  it('are read with every separator, with and without names', () => {
    expect(peopleOf('张伟 <zhang@hengrun.cn>，li@yunfan.cn; w@x.cn、<v@x.cn>')).toEqual([
      { name: '张伟', address: 'zhang@hengrun.cn' },
      { name: '', address: 'li@yunfan.cn' },
      { name: '', address: 'w@x.cn' },
      { name: '', address: 'v@x.cn' },
    ]);
    expect(peopleOf(' \n ')).toEqual([]);
  });

  it('come back as they were', () => {
    const people = [
      { name: '张伟', address: 'zhang@hengrun.cn' },
      { name: '', address: 'li@yunfan.cn' },
    ];
    expect(peopleOf(addressesOf(people))).toEqual(people);
  });
});

describe('servers behind an address', () => {
  it('are those of the provider, else the usual ones of its domain', () => {
    expect(guessHosts('me@foxmail.com')).toEqual({ imapHost: 'imap.qq.com', smtpHost: 'smtp.qq.com' });
    expect(guessHosts('Me@Pump.cn')).toEqual({ imapHost: 'imap.pump.cn', smtpHost: 'smtp.pump.cn' });
    expect(guessHosts('me@nothing')).toEqual({ imapHost: '', smtpHost: '' });
  });
});
