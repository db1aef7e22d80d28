/** Remember what `find` says of each key. */
export function once<K extends object, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const told = known.get(key);
    if (told !== undefined) return told;
    const found = find(key);
    known.set(key, found);
    return found;
  };
}
