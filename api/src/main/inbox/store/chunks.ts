// A thread in pieces of some tens of messages, so that what cannot be seen is one empty box with a height. A message stays
// in its piece while others come before and after it, and so the box's height stays true.

export interface Chunk {
  key: string;
  ids: readonly string[];
}

const SIZE = 40;

export function chunked(before: readonly Chunk[], order: readonly string[]): readonly Chunk[] {
  const first = before[0]?.ids[0];
  if (first === undefined) return cut(order);
  const length = before.reduce((n, chunk) => n + chunk.ids.length, 0);
  const start = order.indexOf(first);
  const end = start + length;
  const last = before.at(-1)!;
  if (start < 0 || order[end - 1] !== last.ids.at(-1)) return cut(order);
  if (start === 0 && end === order.length) return before;
  const older = cut(order.slice(0, start));
  const newer = order.slice(end);
  if (newer.length === 0) return [...older, ...before];
  const room = Math.max(0, SIZE - last.ids.length);
  const grown = room === 0 ? last : { key: last.key, ids: [...last.ids, ...newer.slice(0, room)] };
  return [...older, ...before.slice(0, -1), grown, ...cutFromStart(newer.slice(room))];
}

// From the end, so that the last piece is the one that is looked at, and full.
function cut(order: readonly string[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let to = order.length; to > 0; to -= SIZE) {
    const ids = order.slice(Math.max(0, to - SIZE), to);
    chunks.unshift({ key: ids[0]!, ids });
  }
  return chunks;
}

function cutFromStart(order: readonly string[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < order.length; from += SIZE) {
    const ids = order.slice(from, from + SIZE);
    chunks.push({ key: ids[0]!, ids });
  }
  return chunks;
}
