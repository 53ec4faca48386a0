import { FirstRunGuide } from '@huanke/platform/ui/settings';

/** First steps of a new company: customers in, colleagues in, the first deal. */
export function Start() {
  return <FirstRunGuide importObject="account" firstObject="opportunity" />;
}
