// @ts-check
/** Opus packets, also those of a WebM recording, laid into Ogg pages (RFC 3533, RFC 7845), untouched. */

const ID = { segment: 0x18538067, tracks: 0x1654ae6b, track: 0xae, cluster: 0x1f43b675, group: 0xa0, codec: 0x63a2, simple: 0xa3, block: 0xa1 };
const ENTERED = new Set([ID.segment, ID.tracks, ID.track, ID.cluster, ID.group]);
const RATE = 48_000;
const PAGE_SECONDS = 1;
const MOST_SEGMENTS = 255;

/** @param {ArrayBuffer} webm @returns {Blob} */
export function oggFromWebm(webm) {
  const { head, packets } = readWebm(new Uint8Array(webm));
  if (!packets.length) throw new Error("The recording is empty");
  return oggOf(packets, head);
}

/** @param {Uint8Array[]} packets @param {Uint8Array} [head] the stream's OpusHead @returns {Blob} */
export function oggOf(packets, head = defaultHead()) {
  const writer = new OggWriter();
  writer.page([head], 0n, 2);
  writer.page([tags()], 0n, 0);
  /** @type {Uint8Array[]} */
  let waiting = [];
  let granule = 0n;
  let paged = 0;
  packets.forEach((packet, place) => {
    const samples = packetSamples(packet);
    waiting.push(packet);
    granule += BigInt(samples);
    paged += samples;
    const isLast = place === packets.length - 1;
    const isFull = waiting.reduce((sum, one) => sum + segments(one), 0) + 8 > MOST_SEGMENTS;
    if (isLast || isFull || paged >= PAGE_SECONDS * RATE) {
      writer.page(waiting, granule, isLast ? 4 : 0);
      waiting = [];
      paged = 0;
    }
  });
  return new Blob(writer.pages, { type: "audio/ogg" });
}

/** Walks the EBML elements; containers are entered, whatever size they claim: a live recording does not know it.
 * @param {Uint8Array} bytes */
function readWebm(bytes) {
  /** @type {Uint8Array[]} */
  const packets = [];
  /** @type {Uint8Array | undefined} */
  let head;
  let at = 0;
  while (at < bytes.length) {
    const id = elementId(bytes, at);
    const size = elementSize(bytes, at + id.width);
    const start = at + id.width + size.width;
    if (ENTERED.has(id.value)) {
      at = start;
      continue;
    }
    const body = bytes.subarray(start, start + size.value);
    if (id.value === ID.codec) head = body.slice();
    if (id.value === ID.simple || id.value === ID.block) packets.push(blockPacket(body));
    at = start + size.value;
  }
  return { head, packets };
}

/** @param {Uint8Array} bytes @param {number} at */
function elementId(bytes, at) {
  const width = Math.clz32(bytes[at] ?? 1) - 23;
  let value = 0;
  for (let place = 0; place < width; place += 1) value = value * 256 + (bytes[at + place] ?? 0);
  return { value, width };
}

/** @param {Uint8Array} bytes @param {number} at */
function elementSize(bytes, at) {
  const width = Math.clz32(bytes[at] ?? 1) - 23;
  let value = (bytes[at] ?? 0) & (0xff >> width);
  for (let place = 1; place < width; place += 1) value = value * 256 + (bytes[at + place] ?? 0);
  return { value, width };
}

/** A block is a track number, two bytes of time, one of flags, and the packet. @param {Uint8Array} body */
function blockPacket(body) {
  return body.slice(elementSize(body, 0).width + 3);
}

/** Samples at 48 kHz, told by the packet's first byte (RFC 6716, section 3.1). @param {Uint8Array} packet */
function packetSamples(packet) {
  const first = packet[0] ?? 0;
  const mode = first >> 3;
  const frame = mode < 12 ? [480, 960, 1920, 2880][mode & 3] : mode < 16 ? [480, 960][mode & 1] : 120 << (mode & 3);
  const frames = [1, 2, 2, (packet[1] ?? 1) & 63][first & 3];
  return (frame ?? 960) * (frames ?? 1);
}

/** One channel at 48 kHz. */
function defaultHead() {
  return new Uint8Array([...ascii("OpusHead"), 1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);
}

function tags() {
  const vendor = ascii("phone");
  return new Uint8Array([...ascii("OpusTags"), vendor.length, 0, 0, 0, ...vendor, 0, 0, 0, 0]);
}

/** @param {string} text */
function ascii(text) {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} packet */
function segments(packet) {
  return Math.floor(packet.length / 255) + 1;
}

class OggWriter {
  /** @type {Uint8Array<ArrayBuffer>[]} */ pages = [];
  serial = Math.floor(Math.random() * 2 ** 31);

  /** @param {Uint8Array[]} packets @param {bigint} granule @param {number} flags 2 begins the stream, 4 ends it */
  page(packets, granule, flags) {
    const lacing = packets.flatMap((packet) => [...Array(segments(packet) - 1).fill(255), packet.length % 255]);
    const header = 27 + lacing.length;
    const page = new Uint8Array(header + packets.reduce((sum, packet) => sum + packet.length, 0));
    const view = new DataView(page.buffer);
    page.set(ascii("OggS"));
    view.setUint8(5, flags);
    view.setBigInt64(6, granule, true);
    view.setUint32(14, this.serial, true);
    view.setUint32(18, this.pages.length, true);
    view.setUint8(26, lacing.length);
    page.set(lacing, 27);
    let at = header;
    for (const packet of packets) {
      page.set(packet, at);
      at += packet.length;
    }
    view.setUint32(22, checksum(page), true);
    this.pages.push(page);
  }
}

const POLYNOMIAL = 0x04c11db7;

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ POLYNOMIAL : value << 1;
  return value >>> 0;
});

/** @param {Uint8Array} bytes */
function checksum(bytes) {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ (CHECKSUMS[((value >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return value;
}
