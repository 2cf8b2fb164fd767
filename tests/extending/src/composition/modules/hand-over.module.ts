import { HandOverAdministration } from '#application/users/hand-over-administration.js';
import { tokens } from '#composition/tokens.js';
import { token, type Wiring } from '#composition/wiring.js';
import { HandOverController } from '#presentation/http/v1/users/hand-over.controller.js';

export const handOverTokens = {
  handOverAdministration: token<HandOverAdministration>('HandOverAdministration'),
  controller: token<HandOverController>('HandOverController'),
};

export function handOverModule(wiring: Wiring): void {
  const { authorizer, unitOfWork, clock } = tokens.shared;
  const { handOverAdministration, controller } = handOverTokens;
  wiring.instance(handOverAdministration, HandOverAdministration, [
    authorizer,
    tokens.users.repository,
    unitOfWork,
    clock,
  ]);
  wiring.controller(controller, HandOverController, { handOverAdministration });
}
