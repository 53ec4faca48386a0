export { readActingUser } from './apps.ts';
export { purgeCredentials } from './jobs.ts';
export { type BearerCaller, resolveBearer } from './resolve.ts';
export { credentialRoutes } from './routes/index.ts';
export { oauthMetadata } from './routes/oauth.ts';
export { hintOf, newSecret, readSecret } from './secret.ts';
export { mayManageApi } from './tokens.ts';
