/** What the thread of a kernel and the main thread of its job host tell each other. Leaves out both of them. */

/** Addresses as in `KernelContext`. */
export type ToKernel =
  | { readonly kind: 'self'; readonly self: string }
  | { readonly kind: 'hosts'; readonly primary: string; readonly hosts: readonly string[] }
  | { readonly kind: 'task'; readonly task: number; readonly className: string; readonly data: Uint8Array };

/** What a task asked for by its context. */
export type KernelRequest =
  | {
      readonly kind: 'schedule';
      readonly className: string;
      readonly data: Uint8Array;
      readonly flags: number;
      readonly to?: string;
    }
  | { readonly kind: 'result'; readonly output: Uint8Array }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'progress'; readonly complete: number; readonly total: number }
  | { readonly kind: 'terminate' };

export type FromKernel =
  | { readonly kind: 'loaded'; readonly classes: readonly string[] }
  /** `code` is that of the original's host: 2 the module, 3 its exports or `Init`. */
  | { readonly kind: 'unloadable'; readonly code: 2 | 3; readonly reason: string }
  | { readonly kind: 'done'; readonly task: number }
  | { readonly kind: 'failed'; readonly className: string; readonly reason: string }
  | { readonly kind: 'request'; readonly request: KernelRequest };
