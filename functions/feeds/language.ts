/** Whether a language tag (BCP 47) means English, in whatever region and however it is written: `en`, `EN`, `en-GB`. */
export function isEnglish(tag: unknown): boolean {
  return typeof tag === "string" && /^en(?:$|[-_])/i.test(tag.trim());
}
