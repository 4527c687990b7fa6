// A made-up fleet of any size, as the node's position records, for tests and the bench.

/** `count` records at event time `time`; the same arguments give the same bytes. */
export function records(count, time = 1_800_000_000, seed = 7) {
  const view = new DataView(new ArrayBuffer(count * 24));
  let state = seed;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
  for (let i = 0; i < count; i += 1) {
    const at = i * 24;
    view.setUint32(at, 200_000_000 + i * 5_000, true);
    view.setInt32(at + 4, Math.round((random() * 360 - 180) * 1e7), true);
    view.setInt32(at + 8, Math.round((random() * 120 - 60) * 1e7), true);
    view.setUint16(at + 12, i % 50 === 0 ? 65_535 : Math.floor(random() * 250), true);
    view.setUint16(at + 14, Math.floor(random() * 3600), true);
    view.setUint32(at + 16, time - Math.floor(random() * 3600), true);
    view.setUint8(at + 20, i % 13);
    view.setUint8(at + 23, 1);
  }
  return view;
}
