# The application alone; the database is a service of its own (compose.yaml) or the embedded one in the volume.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 HUANKE_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app /app
# The embedded PostgreSQL refuses to run as root.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
# Not through npm, which would keep the signal that asks for a clean stop to itself.
# Short-lived garbage of requests fits 4 MB; with the usual 16 the process keeps a hundred megabytes more.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "apps/cli/main.ts", "start"]
