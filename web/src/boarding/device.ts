// Names of devices.

/** A device and a report are named in 64 bytes; a report adds its number. */
const NAME_BYTES_MAX = 36;
const RANDOM = 8;

/** The name under which the device writes: what people call it, and a part that no other device has. */
export function deviceId(name: string, random: string): string {
  let plain = name.normalize("NFKC").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "");
  while (new TextEncoder().encode(plain).length > NAME_BYTES_MAX) plain = [...plain].slice(0, -1).join("");
  return `${plain || "device"}-${random.slice(0, RANDOM)}`;
}
