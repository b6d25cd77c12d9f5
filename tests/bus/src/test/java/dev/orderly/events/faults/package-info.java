/** What the bus makes of a world that fails: a database and a broker that go away, topics that are not there, clocks that lie. */
package dev.orderly.events.faults;
