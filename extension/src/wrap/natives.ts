// The page's own functions as they were before any of its scripts: what it overrides later breaks neither it nor us.
// Code that runs after the start uses these alone, and no syntax that calls what a page can override: no spreading, no
// `for…of`, no taking apart of arrays, no objects with a prototype where the browser looks for options.

export const { isArray } = Array;
export const { apply, construct, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;

// biome-ignore lint/suspicious/noExplicitAny: whatever a function takes and gives
type Callable = (...all: any[]) => any;

/** What stands in for a function: it gets the function, its `this` and its arguments. */
export type Stand = (native: Callable, self: object, all: unknown[]) => unknown;

/** A method as a function of its object. */
export function method<R>(owner: object, name: string): (self: unknown, ...all: unknown[]) => R {
  const native = Reflect.get(owner, name) as Callable;
  return (self, ...all) => apply(native, self, all) as R;
}

/** A property's getter as a function of its object; throws for objects that are something else. */
export function getter<R>(owner: object, name: string): (self: unknown) => R {
  const native = getOwnPropertyDescriptor(owner, name)?.get as Callable;
  return (self) => apply(native, self, []) as R;
}

/** Whether an object, of whatever realm, is what a getter belongs to. */
export function brand(get: (self: unknown) => unknown): (self: unknown) => boolean {
  return (self) => {
    try {
      get(self);
      return true;
    } catch {
      return false;
    }
  };
}

/** What can be read; nothing where that throws, since the browser says in its own words what is wrong. */
export function attempt<R>(read: () => R): R | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** One of the arguments; there may be fewer, and what a page's prototypes say of an index is none. */
export function argument(all: unknown[], at: number): unknown {
  return at < all.length ? all[at] : undefined;
}

/** An object without a prototype, whose options no page can add to. */
export function bare<T extends object>(options: T): T {
  setPrototypeOf(options, null);
  return options;
}

/** Stand in for a function, where there is one, so that it keeps its name, its properties and its look. */
export function standIn(owner: object | undefined, name: string, stand: Stand): void {
  replace(owner, name, (native) => new Proxy(native, bare({ apply: stand })));
}

/** Stand in for a property's setter. */
export function standInSetter(owner: object, name: string, stand: Stand): void {
  const known = getOwnPropertyDescriptor(owner, name);
  if (!known?.set) return;
  defineProperty(owner, name, { ...known, set: new Proxy(known.set as Callable, bare({ apply: stand })) });
}

/**
 * Call `made` with each object that a constructor makes, also for classes that extend it, and with its arguments, which
 * `making` may change before.
 */
export function watchMaking(
  name: string,
  made: (object: object, all: unknown[]) => void,
  making: (all: unknown[]) => void = () => {},
): void {
  replace(globalThis, name, (native) => {
    const make = (target: Callable, all: unknown[], newTarget: Callable) => {
      attempt(() => making(all));
      const object = construct(target, all, newTarget) as object;
      attempt(() => made(object, all));
      return object;
    };
    const proxy = new Proxy(native, bare({ construct: make }));
    defineProperty(native.prototype, "constructor", {
      ...getOwnPropertyDescriptor(native.prototype, "constructor"),
      value: proxy,
    });
    return proxy;
  });
}

function replace(owner: object | undefined, name: string, by: (native: Callable) => Callable): void {
  const known = owner && getOwnPropertyDescriptor(owner, name);
  if (typeof known?.value === "function") defineProperty(owner as object, name, { ...known, value: by(known.value) });
}

/** A map from objects whose methods no page can override. */
export class Memory<V> {
  readonly #known = new WeakMap<object, V>();
  readonly #get = method<V | undefined>(WeakMap.prototype, "get");
  readonly #set = method<void>(WeakMap.prototype, "set");

  get(object: object): V | undefined {
    return this.#get(this.#known, object);
  }

  set(object: object, value: V): void {
    this.#set(this.#known, object, value);
  }
}
