import * as z from 'zod';

export const Claim = z.object({
  text: z.string().trim().min(1).max(2000),
  /** Places of the articles it rests on, from 1. */
  cites: z.array(z.int().positive()).max(20),
});
export type Claim = z.infer<typeof Claim>;

/** What a model is asked to answer with: sentences, each with the articles that say so; or that it does not know. */
export const ModelReply = z.union([
  z.object({ known: z.literal(false) }).transform(() => ({ known: false as const, claims: [] as Claim[] })),
  z.object({ known: z.literal(true), claims: z.array(Claim).max(30) }),
]);
export type ModelReply = z.infer<typeof ModelReply>;

/** Models put what they were asked for between fences and other words, now and then. */
const jsonIn = (text: string): string => text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);

/** A model's text as claims; what cannot be read is no answer. */
export const replyOf = (text: string): ModelReply | { unreadable: true } => {
  try {
    const read = ModelReply.safeParse(JSON.parse(jsonIn(text)));
    return read.success ? read.data : { unreadable: true };
  } catch {
    return { unreadable: true };
  }
};
