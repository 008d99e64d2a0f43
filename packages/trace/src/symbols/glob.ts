/** Patterns in which `*` stands for any characters, none included, and all others for themselves. */

/** Whether `pattern` matches the whole of `text`. Takes time in proportion to the product at worst. */
export function matchesGlob(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  // Where to go on when the text after the last star does not fit: it then takes one more character.
  let star = -1;
  let starText = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === "*") {
      star = inPattern++;
      starText = inText;
    } else if (inPattern < pattern.length && pattern[inPattern] === text[inText]) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++starText;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
