/**
 * A host's disk in memory: files, folders and symbolic links, by path from its root.
 *
 * It outlives its host's crashes. Paths use `/`; links are followed as a real disk does, and a path that leads above the root or to an
 * absolute target leads nowhere. Leaves out permissions, times, and how long anything takes (host.ts delays and orders it).
 */
import type { StoreMode } from '../src/lib/machine.ts';

interface File {
  readonly kind: 'file';
  data: Uint8Array;
  size: number;
}
interface Link {
  readonly kind: 'link';
  readonly target: string;
}
interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, Entry>;
  readonly parent: Folder | null;
}
type Entry = File | Link | Folder;

const MOST_LINKS = 16;

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

export class SimDisk {
  #root: Folder = { kind: 'folder', entries: new Map(), parent: null };

  /**
   * Writes a file and makes its folders; an error sentence where the path is no place for a file. The write is one event of its host:
   * a crash before it finds the old content, a crash after it the new one, in every mode.
   */
  write(path: string, data: Uint8Array, mode: StoreMode): string | undefined {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) return 'is a directory';
    const folder = this.#makeFolders(parts);
    if (folder === null) return 'not a directory';
    const there = this.#follow(folder, [name]);
    const isLink = folder.entries.get(name)?.kind === 'link';
    if (isLink && mode === 'replace') return 'a link is in the way';
    if (isLink && there === null) return 'no such file';
    if (there?.kind === 'folder') return 'is a directory';
    const file = there === null || mode === 'replace' ? newFile(folder, name) : there;
    if (mode === 'replace') {
      // Octets that were given away are nobody's to change, so that a thousand disks may hold the same.
      file.data = data;
      file.size = data.length;
      return undefined;
    }
    if (mode === 'create') file.size = 0;
    appendTo(file, data);
    return undefined;
  }

  /** The content of a regular file (links followed), or null. A view: it must not be changed. */
  read(path: string): Uint8Array | null {
    const entry = this.#follow(this.#root, partsOf(path));
    return entry?.kind === 'file' ? entry.data.subarray(0, entry.size) : null;
  }

  /** As `read`, but null where a link leads the path out of `folder`. */
  readInside(folder: string, path: string): Uint8Array | null {
    const top = this.#follow(this.#root, partsOf(folder));
    if (top?.kind !== 'folder') return null;
    const entry = this.#follow(top, partsOf(path));
    if (entry?.kind !== 'file' || !isWithin(this.#folderOf(top, path), top)) return null;
    return entry.data.subarray(0, entry.size);
  }

  /** Makes a folder and those above it; an error sentence where something else is in the way. */
  makeFolder(path: string): string | undefined {
    return this.#makeFolders(partsOf(path)) === null ? 'not a directory' : undefined;
  }

  makeLink(target: string, path: string): string | undefined {
    const parts = partsOf(path);
    const name = parts.pop();
    const folder = this.#follow(this.#root, parts);
    if (name === undefined || folder?.kind !== 'folder') return 'no such directory';
    if (folder.entries.has(name)) return 'file exists';
    folder.entries.set(name, { kind: 'link', target });
    return undefined;
  }

  /** Removes a file, a link or a folder with all that is in it; nothing where there is nothing. The root is emptied. */
  remove(path: string): undefined {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) {
      this.#root.entries.clear();
      return undefined;
    }
    const folder = this.#follow(this.#root, parts);
    if (folder?.kind === 'folder') folder.entries.delete(name);
    return undefined;
  }

  /** What is at a path, links followed. */
  kindOf(path: string): 'file' | 'folder' | null {
    return this.#follow(this.#root, partsOf(path))?.kind ?? null;
  }

  /** All paths below a folder, sorted, folders with a `/` at their end. */
  list(path = ''): string[] {
    const top = this.#follow(this.#root, partsOf(path));
    const paths: string[] = [];
    const walk = (folder: Folder, prefix: string): void => {
      for (const [name, entry] of folder.entries) {
        paths.push(entry.kind === 'folder' ? `${prefix}${name}/` : prefix + name);
        if (entry.kind === 'folder') walk(entry, `${prefix}${name}/`);
      }
    };
    if (top?.kind === 'folder') walk(top, '');
    return paths.sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  }

  /** The entry at a path, links followed; null where there is none. */
  #follow(from: Folder, parts: readonly string[]): Exclude<Entry, Link> | null {
    return this.#walk(from, parts, MOST_LINKS)?.entry ?? null;
  }

  /** Folder in which the path's last entry really is. */
  #folderOf(from: Folder, path: string): Folder | null {
    return this.#walk(from, partsOf(path), MOST_LINKS)?.folder ?? null;
  }

  #walk(
    from: Folder,
    parts: readonly string[],
    links: number,
  ): { readonly entry: Exclude<Entry, Link>; readonly folder: Folder } | null {
    let entry: Exclude<Entry, Link> = from;
    let folder = from;
    for (let index = 0; index < parts.length; index += 1) {
      if (entry.kind !== 'folder') return null;
      folder = entry;
      const next: Entry | null | undefined = parts[index] === '..' ? folder.parent : folder.entries.get(parts[index]!);
      if (next === null || next === undefined) return null;
      if (next.kind !== 'link') entry = next;
      else {
        if (links === 0 || next.target.startsWith('/')) return null;
        return this.#walk(folder, [...partsOf(next.target), ...parts.slice(index + 1)], links - 1);
      }
    }
    return { entry, folder };
  }

  #makeFolders(parts: readonly string[]): Folder | null {
    let folder = this.#root;
    for (const part of parts) {
      const next = this.#follow(folder, [part]);
      if (next === null && folder.entries.has(part)) return null;
      if (next?.kind === 'file') return null;
      folder = next ?? newFolder(folder, part);
    }
    return folder;
  }
}

const newFile = (folder: Folder, name: string): File => {
  const file: File = { kind: 'file', data: new Uint8Array(0), size: 0 };
  folder.entries.set(name, file);
  return file;
};

const newFolder = (parent: Folder, name: string): Folder => {
  const folder: Folder = { kind: 'folder', entries: new Map(), parent };
  parent.entries.set(name, folder);
  return folder;
};

const appendTo = (file: File, data: Uint8Array): void => {
  const size = file.size + data.length;
  if (size > file.data.length || file.size === 0) {
    const room = new Uint8Array(file.size === 0 ? size : Math.max(size, file.data.length * 2));
    room.set(file.data.subarray(0, file.size));
    file.data = room;
  }
  file.data.set(data, file.size);
  file.size = size;
};

const isWithin = (folder: Folder | null, top: Folder): boolean => {
  for (let at = folder; at !== null; at = at.parent) if (at === top) return true;
  return false;
};
