/** The words end a question or a wish, so the bot need not wait for more: a question mark, a Chinese question particle, or a whole question. */
export const isSettled = (text: string): boolean => {
  const words = text.trim();
  if (/[?？!！。.]$/.test(words)) return true;
  if (/(吗|呢|么|嘛|吧|多少|怎么办|是什么|怎么样)$/.test(words)) return true;
  return (
    /^(how|what|when|where|why|who|which|can|could|do|does|is|are|will|would|may)\b/i.test(words) &&
    words.split(/\s+/).length >= 4
  );
};
