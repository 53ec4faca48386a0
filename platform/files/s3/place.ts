import { isIP } from 'node:net';
import type { Bucket } from './client.ts';

export type Place = Omit<Bucket, 'credentials'>;

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const known = new Set(['endpoint', 'region', 'style']);

/** A host name of its own for the bucket is what stores in the cloud want; an address or a short name of the own network can not have one. */
const styleOf = (endpoint: string): Place['style'] => {
  const { hostname } = new URL(endpoint);
  return isIP(hostname.replace(/^\[|\]$/g, '')) || !hostname.includes('.') ? 'path' : 'host';
};

/**
 * `s3://bucket/folder?endpoint=https://oss-cn-hangzhou.aliyuncs.com&region=oss-cn-hangzhou`. Keys are never part of it. Undefined for anything
 * that is no such address.
 */
export function readPlace(text: string): Place | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const query = url.searchParams;
  const region = query.get('region') || 'us-east-1';
  const endpoint = query.get('endpoint') || `https://s3.${region}.amazonaws.com`;
  const isAddress = URL.canParse(endpoint) && ['http:', 'https:'].includes(new URL(endpoint).protocol);
  if (url.protocol !== 's3:' || !bucketName.test(url.hostname) || url.username || url.password || !isAddress) return undefined;
  if ([...query.keys()].some((name) => !known.has(name))) return undefined;
  const style = query.get('style') ?? styleOf(endpoint);
  if (style !== 'host' && style !== 'path') return undefined;
  const folder = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return { bucket: url.hostname, prefix: folder && `${folder}/`, endpoint, region, style };
}
