import { named, objectOf } from '../../routing/json-schema.js';
import { tokenProperties } from '../sessions/presenter.js';
import { userSchema } from '../users/user-presenter.js';

/** What signing in answers, in whatever way. @public */
export const loginProperties = { ...tokenProperties, user: userSchema };

export const loginSchema = named('Login', objectOf(loginProperties));
