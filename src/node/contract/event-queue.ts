/** Keeps events in the order in which they happened, also where one takes time to complete. Leaves out what they say. */
import type { ContractEventLine } from '../../lib/contract.ts';

export class EventQueue {
  private readonly emit: (event: ContractEventLine) => void;
  private places: { event: ContractEventLine | null }[] = [];

  constructor(emit: (event: ContractEventLine) => void) {
    this.emit = emit;
  }

  add(event: ContractEventLine): void {
    this.reserve()(event);
  }

  /** Keeps a place; events after it wait until it is filled. */
  reserve(): (event: ContractEventLine) => void {
    const place: { event: ContractEventLine | null } = { event: null };
    this.places.push(place);
    return (event) => {
      place.event = event;
      this.flush();
    };
  }

  /** Forgets what waits; places kept before are filled in vain. */
  clear(): void {
    this.places = [];
  }

  private flush(): void {
    for (let first = this.places[0]; first?.event != null; first = this.places[0]) {
      this.places.shift();
      this.emit(first.event);
    }
  }
}
