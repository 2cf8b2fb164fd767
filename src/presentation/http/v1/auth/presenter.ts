import { named, objectOf } from '../../routing/json-schema.js';
import { tokenProperties } from '../sessions/presenter.js';
import { userSchema } from '../users/user-presenter.js';

/** What whoever signs in gets, in whatever way. @public */
export const loginSchema = named('Login', objectOf({ ...tokenProperties, user: userSchema }));
