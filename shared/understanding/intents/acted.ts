import type { IntentRead } from '#events/conversation';

/** With less confidence than this nothing is done by an intent; it is only recorded. */
export const ACT_FROM = 0.5;

/** The intent that the firm acts by: a model's, where one was asked, else the classifier's; nothing where neither is sure. */
export const actedOn = ({ name, confidence, outOfScope, model }: IntentRead): string | undefined => {
  if (model) return model.intent !== null && model.sure >= ACT_FROM ? model.intent : undefined;
  return !outOfScope && confidence >= ACT_FROM ? name : undefined;
};
