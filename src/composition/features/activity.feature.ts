import { ActivitySection } from '#application/activity/activity-section.js';
import { CountSignIns } from '#application/activity/count-sign-ins.js';
import { RebuildActivity } from '#application/activity/rebuild-activity.js';
import { ShowUserActivity } from '#application/activity/show-user-activity.js';
import { WhenSomebodySignsInCountIt } from '#application/activity/when-somebody-signs-in-count-it.js';
import { systemContext } from '#application/shared/request-context.js';
import { MemoryActivityQueries } from '#infrastructure/memory/activity/queries.js';
import { MemorySignInActivity } from '#infrastructure/memory/activity/sign-in-activity.js';
import { TypeOrmActivityQueries } from '#infrastructure/postgres/activity/queries.js';
import { TypeOrmSignInActivity } from '#infrastructure/postgres/activity/sign-in-activity.js';
import { ActivityController } from '#presentation/http/v1/activity/controller.js';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { activityTokens } from './activity.tokens.js';
import { eventsTokens } from './events.tokens.js';
import { usersTokens } from './users.tokens.js';

const rebuild: CommandDefinition = {
  usage: 'activity rebuild',
  description: 'Count the sign-ins in the event log anew, while the service runs',
  async run({ get, tell }) {
    const { count, keptThrough } = await (await get(activityTokens.rebuildActivity)).execute(systemContext);
    tell({ count, keptThrough }, [
      `${count} events were counted.`,
      ...(keptThrough === null
        ? []
        : [`Days through ${keptThrough} stay as they were: the log no longer has all of their events.`]),
    ]);
  },
};

/** Who signed in on which day, counted from the event log. */
export const activity = defineFeature({
  name: 'activity',
  tags: [{ name: 'activity', description: 'Sign-ins by day' }],
  commands: [rebuild],

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { signIns, queries, subscription, showUserActivity, countSignIns } = activityTokens;
    wiring.instance(subscription, WhenSomebodySignsInCountIt, [signIns]);
    wiring.contribute('subscription', 'sign-in-activity', (counting) => counting, [subscription]);
    wiring.contribute('data export section', 'signInActivity', (days) => new ActivitySection(days), [
      queries,
    ]);
    wiring.query(showUserActivity, ShowUserActivity, [
      authorizer,
      usersTokens.queries,
      queries,
      platform.clock,
    ]);
    wiring.query(countSignIns, CountSignIns, [authorizer, queries, platform.clock]);
    wiring.command(activityTokens.rebuildActivity, RebuildActivity, [
      signIns,
      eventsTokens.subscriptionStore,
      subscription,
      platform.unitOfWork,
    ]);
    wiring.controller(ActivityController, { showUserActivity, countSignIns });
  },

  memory(wiring) {
    wiring.instance(activityTokens.signIns, MemorySignInActivity, [memoryTokens.database]);
    wiring.instance(activityTokens.queries, MemoryActivityQueries, [memoryTokens.database]);
  },

  postgres(wiring) {
    wiring.instance(activityTokens.signIns, TypeOrmSignInActivity, [postgresTokens.database]);
    wiring.instance(activityTokens.queries, TypeOrmActivityQueries, [postgresTokens.database]);
  },
});
