/** What several detectors read of one region — its folded text, the words around it — read once for all of them. */
import { ContextIndex, type ContextData } from './context.js';
import { Nearness } from './nearness.js';
import { Folded } from './shape/fold.js';
import type { Region, View } from './view.js';

export class Reading {
  readonly folded = new Folded();
  readonly nearness: Nearness;
  private view: View | undefined;
  private region: Region | undefined;

  constructor(words: ContextData) {
    this.nearness = new Nearness(new ContextIndex(words));
  }

  /** Turns to a region; nothing is read again of the one at hand. */
  open(view: View, region: Region): void {
    if (view === this.view && region === this.region) return;
    this.view = view;
    this.region = region;
    this.folded.read(view, region);
    this.nearness.reset(view, region);
  }
}
