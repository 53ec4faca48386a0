import { isAbsolute, resolve } from 'node:path';
import { type Place, readPlace, readScanner, type Scanner } from '@huanke/platform/files';
import { type PlatformAddress, readPlatformAddress } from '@huanke/platform/work-apps';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly appDatabaseUrl: string | undefined;
  /** Demo people exist and are offered on the sign-in page. */
  readonly demo: boolean;
  readonly role: 'all' | 'web' | 'worker';
  readonly tenantStrategy: 'session' | 'transaction';
  /** How many proxies stand before the server: so many addresses at the end of X-Forwarded-For are believed. */
  readonly trustProxy: number;
  /** Requests are limited per key, person and address; off only for measuring. */
  readonly rateLimit: boolean;
  readonly poolSize: number;
  /** Webhooks may go to addresses of the own network; identity providers of companies may be there, on plain http too. */
  readonly outboundPrivate: boolean;
  /** Address people use, for links in what we send; by default the one we listen on. */
  readonly publicUrl: string | undefined;
  /** Pictures for maps from an own service: pages may load them from there. */
  readonly mapTiles?: { readonly template: string; readonly system: 'wgs84' | 'gcj02' } | undefined;
  /** Work platforms that stand elsewhere than at their own addresses. */
  readonly workApps?:
    | { readonly wecom?: PlatformAddress; readonly dingtalk?: PlatformAddress; readonly feishu?: PlatformAddress }
    | undefined;
  /** A bucket for files; by default they lie in the data folder. */
  readonly files?: (Place & { readonly credentials: { readonly key: string; readonly secret: string } }) | undefined;
  /** Looks at each upload for viruses. */
  readonly scanner?: Scanner | undefined;
  /** Master key of encrypted fields; by default a file in the data folder. */
  readonly encryptionKey?: string | undefined;
  /** The key before a rotation, until one start has wrapped all data keys anew. */
  readonly previousEncryptionKey?: string | undefined;
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

class Settings {
  readonly problems: string[] = [];
  private readonly env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.env = env;
  }

  text(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const raw = this.text(name);
    if (raw === undefined) return fallback;
    const value = Number(raw);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    this.problems.push(`${name} is "${raw}"; it must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const raw = this.text(name);
    if (raw === undefined) return fallback;
    if ((values as readonly string[]).includes(raw)) return raw as T;
    this.problems.push(`${name} is "${raw}"; it must be one of ${values.join(', ')}`);
    return fallback;
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const raw = this.text(name);
    if (raw !== undefined && !(URL.canParse(raw) && protocols.includes(new URL(raw).protocol))) {
      // the value may hold a password: it is not repeated
      this.problems.push(`${name} is not an address that begins with ${protocols.join(' or ')}//`);
      return undefined;
    }
    return raw;
  }
}

function readFiles(settings: Settings): Config['files'] {
  const raw = settings.text('HUANKE_FILES');
  if (raw === undefined) return undefined;
  const place = readPlace(raw);
  const [key, secret] = [settings.text('HUANKE_S3_KEY'), settings.text('HUANKE_S3_SECRET')];
  // neither is repeated: somebody may have put a key into the address
  if (!place) settings.problems.push('HUANKE_FILES is not like s3://bucket/folder?endpoint=https://…&region=… (keys never belong in it)');
  if (!key || !secret) settings.problems.push('HUANKE_FILES needs HUANKE_S3_KEY and HUANKE_S3_SECRET');
  return place && key && secret ? { ...place, credentials: { key, secret } } : undefined;
}

function readScan(settings: Settings): Scanner | undefined {
  const raw = settings.text('HUANKE_SCAN');
  const scanner = raw === undefined ? undefined : readScanner(raw);
  if (raw !== undefined && !scanner)
    settings.problems.push(`HUANKE_SCAN is "${raw}"; it must be like clamd://host:3310, clamd:///path/of/socket or a command`);
  return scanner;
}

function readTiles(settings: Settings): Config['mapTiles'] {
  const system = settings.oneOf('HUANKE_MAP_SYSTEM', ['wgs84', 'gcj02'], 'wgs84');
  const template = settings.text('HUANKE_MAP_TILES');
  if (template === undefined) return undefined;
  const isWhole = ['{z}', '{x}', '{y}'].every((part) => template.includes(part));
  // only where tiles lie may differ from one to the next: pages may load from this server alone
  if (isWhole && /^https?:\/\/[\w.-]+(:\d+)?\/[^\s"'<>;,]*$/.test(template)) return { template, system };
  settings.problems.push('HUANKE_MAP_TILES is not like https://maps.example.cn/{z}/{x}/{y}.png');
  return undefined;
}

function readWorkApps(settings: Settings): Config['workApps'] {
  const names = { wecom: 'HUANKE_WECOM_URL', dingtalk: 'HUANKE_DINGTALK_URL', feishu: 'HUANKE_FEISHU_URL' } as const;
  return Object.fromEntries(
    Object.entries(names).flatMap(([platform, name]) => {
      const raw = settings.text(name);
      const address = raw === undefined ? undefined : readPlatformAddress(raw);
      if (raw !== undefined && !address)
        settings.problems.push(`${name} is not like https://qyapi.example.cn, or two of these: for calls and for sign-in pages`);
      return address ? [[platform, address]] : [];
    }),
  );
}

/** Reads and checks all settings at once; throws one error that names everything wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const settings = new Settings(env);
  const postgres = ['postgres:', 'postgresql:'];
  const host = settings.text('HOST') ?? '127.0.0.1';
  const dataDir = settings.text('HUANKE_DATA_DIR') ?? './data';
  const config: Config = {
    port: settings.integer('PORT', 3000, 0, 65_535),
    host,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(dataDir),
    databaseUrl: settings.url('DATABASE_URL', postgres),
    appDatabaseUrl: settings.url('HUANKE_APP_DATABASE_URL', postgres),
    demo: loopback.has(host) || settings.oneOf('HUANKE_DEMO', ['0', '1'], '0') === '1',
    role: settings.oneOf('HUANKE_ROLE', ['all', 'web', 'worker'], 'all'),
    tenantStrategy: settings.oneOf('HUANKE_TENANT_STRATEGY', ['session', 'transaction'], 'session'),
    trustProxy: settings.integer('HUANKE_TRUST_PROXY', 0, 0, 10),
    rateLimit: settings.oneOf('HUANKE_RATE_LIMIT', ['0', '1'], '1') === '1',
    poolSize: settings.integer('HUANKE_POOL_SIZE', 16, 2, 200),
    outboundPrivate: settings.oneOf('HUANKE_OUTBOUND_PRIVATE', ['0', '1'], '0') === '1',
    publicUrl: settings.url('HUANKE_PUBLIC_URL', ['http:', 'https:']),
    mapTiles: readTiles(settings),
    workApps: readWorkApps(settings),
    files: readFiles(settings),
    scanner: readScan(settings),
    encryptionKey: settings.text('HUANKE_ENCRYPTION_KEY'),
    previousEncryptionKey: settings.text('HUANKE_ENCRYPTION_KEY_PREVIOUS'),
  };
  if (settings.problems.length > 0) throw new Error(`The settings are not right:\n- ${settings.problems.join('\n- ')}`);
  return config;
}
