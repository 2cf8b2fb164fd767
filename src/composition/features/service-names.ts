import type { ServiceClient } from '#application/shared/service-client.js';
import { InvalidValue, list, type Setting } from '#infrastructure/configuration/setting.js';
import { OperatorError } from '#infrastructure/operator-error.js';

/** A setting that names some of the services. */
export function serviceNames(variable: string, meaning: string): Setting<readonly string[]> {
  return list(variable, parseName, {
    meaning,
    example: 'billing,crm',
    checkAll: (names) => {
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) throw new InvalidValue(`names ${twice} twice`);
    },
  });
}

/** @throws OperatorError for one whose address nobody knows. */
export function requireServices(variable: string, names: readonly string[], client: ServiceClient): void {
  const unknown = names.find((name) => !client.knows(name));
  if (unknown !== undefined)
    throw new OperatorError(`${variable} names ${unknown}, which SERVICES does not name: add its address`);
}

function parseName(item: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(item))
    throw new InvalidValue(`has ${item}, which is no name of a service: lower case, digits and dashes`);
  return item;
}
