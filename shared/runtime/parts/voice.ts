import { Persona } from '#shared/answering/persona/persona';
import { type Voice, voiceOf } from '#shared/answering/persona/voice';

/** The voice of the persona in `PERSONA`, which the template gives to the bot's own step where the environment has one. */
export const voice = (): Voice => {
  const { PERSONA } = process.env;
  return voiceOf(PERSONA ? Persona.parse(JSON.parse(PERSONA)) : undefined);
};
