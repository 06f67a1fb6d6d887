import { plainText } from '../../model/plainText.ts';

/**
 * Text of a cluster (condition messages, events, names) on one line, to be shown as plain text: control and invisible format
 * characters are dropped, white space is folded, and what is longer than `limit` characters ends in an ellipsis.
 */
export function outsideText(text: string, limit = 300): string {
  return plainText(text, limit);
}
