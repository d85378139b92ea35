/**
 * The verbs of packets: their numbers, names and classes. Leaves out their payloads (messages.ts) and who may send them (the node).
 * Source: S, "VERBS"; spec/cluster.md section 5.1.
 */

/** Every verb of the source document, and the answer of its connect scheme, which is in that section only. */
export const verbs = {
  ping: 0x0000_0001,
  pingAnswer: 0x0001_0001,
  join: 0x0000_0101,
  joinAnswer: 0x0001_0101,
  connect: 0x0000_0102,
  connectAnswer: 0x0001_0102,
  updateNodes: 0x0000_0103,
  enumerateNodes: 0x0000_0201,
  nodes: 0x0001_0201,
  enumerateEndpoints: 0x0000_0202,
  endpoints: 0x0001_0202,
  status: 0x0000_0203,
  infoRequest: 0x0000_0204,
  info: 0x0001_0204,
  control: 0x0000_0205,
  statusRequest: 0x0000_0206,
  logPrimary: 0x0000_0301,
  logBroadcast: 0x0000_0302,
  logClient: 0x0000_0303,
  launchHost: 0x0000_0411,
  launchAnswer: 0x0001_0411,
  killHost: 0x0000_0412,
  compile: 0x0000_0413,
  compileAnswer: 0x0001_0413,
  killCompiler: 0x0000_0414,
  compileNotice: 0x0000_0415,
  allowTasks: 0x0000_0416,
  hostTable: 0x0000_0421,
  hostTableAnswer: 0x0001_0421,
  scheduleTask: 0x0000_0422,
  scheduleTaskAnswer: 0x0001_0422,
  queueRequest: 0x0000_0423,
  queueStatus: 0x0001_0423,
  terminate: 0x0000_0424,
  result: 0x0000_0431,
} as const;

export type VerbName = keyof typeof verbs;

/** Bits 15..8 of a verb, by which a node decides first. Source: 4.2; the groups of S. */
export const verbClasses = { common: 0x00, net: 0x01, status: 0x02, log: 0x03, computation: 0x04 } as const;

/** The class of a verb, also of one that has no name. A user verb has one too: originals look at nothing else. */
export function verbClass(verb: number): number {
  return (verb >>> 8) & 0xff;
}

/** Whether a verb is in the user space: 80000000 and above. */
export function isUserVerb(verb: number): boolean {
  return verb >= 0x8000_0000;
}

const names = new Map<number, VerbName>(
  Object.entries(verbs).map(([name, verb]) => [verb as number, name as VerbName]),
);

/** The name of a verb; undefined for one that the source document does not have. */
export function verbName(verb: number): VerbName | undefined {
  return names.get(verb);
}
