import type { ActivityQueries } from '#application/activity/activity-queries.js';
import type { CountSignIns } from '#application/activity/count-sign-ins.js';
import type { RebuildActivity } from '#application/activity/rebuild-activity.js';
import type { ShowUserActivity } from '#application/activity/show-user-activity.js';
import type { SignInActivity } from '#application/activity/sign-in-activity.js';
import type { WhenSomebodySignsInCountIt } from '#application/activity/when-somebody-signs-in-count-it.js';
import type { Executes } from '#application/shared/use-case.js';
import { token } from '../token.js';

export const activityTokens = {
  signIns: token<SignInActivity>('activity.signIns'),
  queries: token<ActivityQueries>('activity.queries'),
  subscription: token<WhenSomebodySignsInCountIt>('activity.subscription'),
  showUserActivity: token<Executes<ShowUserActivity>>('ShowUserActivity'),
  countSignIns: token<Executes<CountSignIns>>('CountSignIns'),
  rebuildActivity: token<Executes<RebuildActivity>>('RebuildActivity'),
};
