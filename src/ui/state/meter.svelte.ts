/** One thing that left this page, by name. */
export interface Departure {
  /** As in "an assertion": singular, without the article. */
  what:
    | 'assertion'
    | 'authorization code'
    | 'certificate'
    | 'token'
    | 'one-time link'
    | 'well-known request'
    | 'clock request';
  /** The host it went to, or the proxy and the host behind it. */
  to: string;
  at: number;
}

/** The trust claim as a meter: everything that left this page since it was opened. */
export class Meter {
  departures = $state.raw<readonly Departure[]>([]);

  sent(what: Departure['what'], to: string) {
    this.departures = [...this.departures, { what, to, at: Date.now() }];
  }

  /** Locking forgets the hosts, and still counts what went. */
  forget() {
    this.departures = this.departures.map((one) => ({ ...one, to: 'a host of the locked vault' }));
  }

  /** "nothing", or what went where, counted: "2 assertions, 1 certificate to localhost:3132". */
  get text(): string {
    const hosts = new Map<string, Map<string, number>>();
    for (const { what, to } of this.departures) {
      const counts = hosts.get(to) ?? new Map<string, number>();
      hosts.set(to, counts.set(what, (counts.get(what) ?? 0) + 1));
    }
    if (hosts.size === 0) return 'nothing';
    return [...hosts]
      .map(([to, counts]) => {
        const sent = [...counts].map(
          ([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`,
        );
        return `${sent.join(', ')} to ${to}`;
      })
      .join('; ');
  }
}
