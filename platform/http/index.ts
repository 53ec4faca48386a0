export { actionRoutes, runAction } from './action-routes.ts';
export { openApi, type RouteInfo } from './openapi.ts';
export { problemBody, toAppError } from './problem.ts';
export { objectFor, recordRoutes } from './record-routes.ts';
export { regionRoutes } from './region-routes.ts';
export { callerOf, channelOf, clientOf, ctxOf, ifMatchOf } from './request.ts';
export { createHttp, type HttpOptions } from './server.ts';
export { webRoutes } from './static.ts';
export { type SystemState, systemRoutes } from './system-routes.ts';
