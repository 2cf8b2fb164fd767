FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/embedded-postgres/package.json ./tools/embedded-postgres/
RUN npm ci --ignore-scripts
COPY tools/embedded-postgres/tsconfig.json ./tools/embedded-postgres/
COPY tools/embedded-postgres/src ./tools/embedded-postgres/src
COPY tools/scaffolding ./tools/scaffolding
COPY tsconfig.json ormconfig.ts ./
COPY src ./src
COPY migrations ./migrations
RUN npm run build

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY mails ./mails
COPY pages ./pages
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
