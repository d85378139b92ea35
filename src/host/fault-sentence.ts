/**
 * Error codes of the operating system as words for people. Leaves out which operation failed and on what: who tells says that.
 */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the port is taken by another program',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAI_AGAIN: 'the name cannot be looked up now',
  EAFNOSUPPORT: 'this machine does not speak that kind of address',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was reset',
  EDQUOT: 'the quota of the disk is used up',
  EEXIST: 'a file is in the way',
  EHOSTUNREACH: 'the host cannot be reached',
  EISDIR: 'a folder is in the way',
  ELOOP: 'a link is in the way',
  EMFILE: 'too many files and connections are open in this process',
  ENAMETOOLONG: 'the name is too long for this disk',
  ENETUNREACH: 'the network cannot be reached',
  ENFILE: 'too many files and connections are open on this machine',
  ENOENT: 'it is not there',
  ENOEXEC: 'it is not in a form that this machine can run',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file',
  ENOTFOUND: 'there is no host of that name',
  ENXIO: 'it is not a regular file',
  EPERM: 'it is not permitted',
  EROFS: 'the disk is read-only',
  ERR_SOCKET_BAD_PORT: 'a port is a number from 0 to 65535',
  ETIMEDOUT: 'there is no answer',
  ETXTBSY: 'it is being written to',
};

/** The error in words, with its code; its own message where the code is not known. */
export function faultSentence(error: unknown): string {
  const code = codeOf(error);
  const known = code === undefined ? undefined : words[code];
  if (known !== undefined) return `${known} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
