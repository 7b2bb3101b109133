/** One thing that left this page, by name. */
export interface Departure {
  /** As in "an assertion": singular, without the article. */
  what: 'assertion' | 'certificate' | 'well-known request';
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

  /** "nothing", or what went where, counted: "2 assertions to acme.my.salesforce.com". */
  get text(): string {
    const counts = new Map<string, { what: string; to: string; count: number }>();
    for (const { what, to } of this.departures) {
      const entry = counts.get(`${what} ${to}`) ?? { what, to, count: 0 };
      counts.set(`${what} ${to}`, { ...entry, count: entry.count + 1 });
    }
    if (counts.size === 0) return 'nothing';
    return [...counts.values()]
      .map(({ what, to, count }) => `${count} ${what}${count === 1 ? '' : 's'} to ${to}`)
      .join(', ');
  }
}
