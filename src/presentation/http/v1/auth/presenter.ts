import { named, objectOf } from '../../routing/json-schema.js';
import { tokenProperties } from '../sessions/tokens-presenter.js';
import { userSchema } from '../users/user-presenter.js';

export const loginSchema = named('Login', objectOf({ ...tokenProperties, user: userSchema }));
