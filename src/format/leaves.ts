/**
 * What readers of XML see between the texts on both sides of a tag. Elements of different names are cells of a record, whose numbers are numbers of
 * their own; elements of one name may hold a text in pieces, such as the messages of a chat.
 */
export class Leaves {
  /** The last tag has opened an element. */
  private isOpened = false;
  /** Name of the last element without elements inside, as a hash. */
  private leaf = 0;

  /** What stands at the tag of an element with this name. */
  between(name: number, isClosing: boolean): 'cell' | 'line' {
    if (isClosing && this.isOpened) this.leaf = name;
    this.isOpened = !isClosing;
    return !isClosing && name === this.leaf ? 'line' : 'cell';
  }
}
