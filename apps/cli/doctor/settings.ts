/** Settings of a running installation, as docs/operations.md lists them. A test holds this list against what the code reads. */
export const settings = [
  'HUANKE_APP_DATABASE_URL',
  'HUANKE_DATA_DIR',
  'HUANKE_DB_PASSWORD',
  'HUANKE_DEBUG',
  'HUANKE_DEMO',
  'HUANKE_DINGTALK_URL',
  'HUANKE_ENCRYPTION_KEY',
  'HUANKE_ENCRYPTION_KEY_PREVIOUS',
  'HUANKE_FEISHU_URL',
  'HUANKE_FILES',
  'HUANKE_LOG',
  'HUANKE_PASSWORD',
  'HUANKE_POOL_SIZE',
  'HUANKE_PUBLIC_URL',
  'HUANKE_RATE_LIMIT',
  'HUANKE_ROLE',
  'HUANKE_S3_KEY',
  'HUANKE_S3_SECRET',
  'HUANKE_SCAN',
  'HUANKE_SKIP_BUILD',
  'HUANKE_TENANT_STRATEGY',
  'HUANKE_TOKEN',
  'HUANKE_TRUST_PROXY',
  'HUANKE_OUTBOUND_PRIVATE',
  'HUANKE_MAP_TILES',
  'HUANKE_MAP_SYSTEM',
  'HUANKE_IMPORT_LIMIT_MB',
  'HUANKE_IMPORT_LIMIT_ROWS',
  'HUANKE_UPLOAD_LIMIT_MB',
  'HUANKE_WECOM_URL',
];

// of tests, benches, journeys and work on the code: they mean nothing to a running server
const ours = /^HUANKE_(TEST|BENCH|E2E)_|^HUANKE_(API|FORMULA_SEED|WRITE_DOCS)$/;

/** Whether anything of ours reads an environment variable of this name. */
export function isKnownSetting(name: string): boolean {
  return settings.includes(name) || ours.test(name);
}
