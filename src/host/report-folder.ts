/**
 * The folder that a run writes: `<reports>/<utc>-<seed>/`, and `<reports>/last`, a link to the newest one.
 * Leaves out what is written (src/check/report-*.ts). Source: DESIGN "A run always writes".
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HostError } from '../lib/errors.ts';

/** Characters that a line file keeps before it writes them. */
const LINES_BUFFERED_MAX = 256 * 1024;

export interface ReportFolder {
  /** As it was named, so relative where the reports were. */
  readonly path: string;
  /** Writes a whole file; `name` may have folders in it. Throws HostError. */
  write(name: string, text: string): void;
  /** A file that grows by lines. Throws HostError. */
  lines(name: string): LineFile;
}

export interface LineFile {
  add(line: string): void;
  close(): void;
}

/** Makes the folder and sets the link. Throws HostError, whose sentence names the folder, where either cannot be written. */
export function createReportFolder(reports: string, seed: number, now: Date): ReportFolder {
  const utc = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = attempt(`the reports folder ${reports} cannot be written`, () => {
    makeFolders(reports);
    const made = makeNew(reports, `${utc}-${seed}`);
    link(reports, made);
    return made;
  });
  const path = join(reports, name);
  return {
    path,
    write: (file, text) => writeWhole(join(path, file), text),
    lines: (file) => openLines(join(path, file)),
  };
}

/** Writes files by name into `folder`, which is made where it is missing; gives their paths. Throws HostError. */
export function writeTree(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeWhole(path, text);
    return path;
  });
}

function writeWhole(path: string, text: string): void {
  attempt(`${path} cannot be written`, () => {
    makeFolders(dirname(path));
    writeFileSync(path, text);
  });
}

/** Makes a folder and those above it. One at a time, as Node's own recursion never ends below /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolders(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Two runs may begin in one second with one seed: the later one gets a number. */
function makeNew(reports: string, wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      mkdirSync(join(reports, name));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Renamed into place, so that runs at one time may race for it. A file system without links gets a file that names the folder. */
function link(reports: string, name: string): void {
  const draft = join(reports, `.last-${name}`);
  const last = join(reports, 'last');
  try {
    symlinkSync(name, draft, 'junction');
    renameSync(draft, last);
  } catch {
    rmSync(draft, { force: true });
    writeFileSync(join(reports, 'last.txt'), `${name}\n`);
  }
}

function openLines(path: string): LineFile {
  const file = attempt(`${path} cannot be written`, () => openSync(path, 'w'));
  let buffered = '';
  const flush = (): void => {
    attempt(`${path} cannot be written`, () => writeSync(file, buffered));
    buffered = '';
  };
  return {
    add: (line) => {
      buffered += `${line}\n`;
      if (buffered.length > LINES_BUFFERED_MAX) flush();
    },
    close: () => {
      flush();
      closeSync(file);
    },
  };
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new HostError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
