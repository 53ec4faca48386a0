export { isOpenPort, isPublicAddress } from './address.ts';
export { type Outbound, type OutboundAnswer, OutboundError, type OutboundFault, outbound } from './send.ts';
