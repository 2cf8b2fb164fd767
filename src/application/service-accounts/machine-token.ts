/** How long a token lives that a key was exchanged for, or that is for acting in somebody's place. */
export const machineTokenMs = 15 * 60_000;

/** In UTF-16 units of JSON: beyond it a token would be too long for a header that others read. */
export const permissionsMaxLength = 2048;
