// Addresses of feeds as they are shown: a port number, with what stands behind it, is never cut.

/** `127.0.0.1:3976|5` as what stands before its port, and the port; the second is empty when there is none. */
export function splitPort(address: string): [string, string] {
  const found = /^(.*[^:])(:\d{1,5}(?:[|/?#].*)?)$/.exec(address);
  const [before, port] = [found?.[1], found?.[2]];
  return before === undefined || port === undefined || port.length > PORT_CHARS_MAX ? [address, ""] : [before, port];
}

/** What stands behind a port can be a long path, which has to break. */
const PORT_CHARS_MAX = 16;
